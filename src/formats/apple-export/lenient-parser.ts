import { SaxesParser } from 'saxes'

/** Thrown out of a parser that has lost its way; another goes on at `at`. */
export class GoOn {
  readonly at: number
  constructor(at: number) {
    this.at = at
  }
}

/** A parser that says in one place what is wrong, without the cost of an Error for each. */
export class LenientParser extends SaxesParser<{ position: false; xmlns: false }> {
  onFail: () => void = () => {}
  /** What is to be added to a position of the parser. */
  private readonly shift: number

  /**
   * @param at where the text begins that it is given
   * @param opened names of the elements that are open there
   */
  constructor(at: number, opened: readonly string[]) {
    super({ position: false, xmlns: false })
    const primer = opened.map(name => `<${name}>`).join('')
    this.write(primer)
    this.shift = at - primer.length
  }

  /** Behind the character that was read last. */
  get at(): number {
    return this.shift + this.position
  }

  override fail(): this {
    this.onFail()
    return this
  }
}
