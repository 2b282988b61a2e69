/** Clients compute in binary floats: what exceeds a bound by less than this part of it exceeds it by rounding only. */
const NOISE = 1e-6

/** `value`, but the bound itself where it is above it by nothing but the noise of floating-point arithmetic. */
export function notAbove(value: number, bound: number): number {
  return value > bound && value - bound <= Math.abs(bound) * NOISE ? bound : value
}

/** `value`, but the bound itself where it is below it by nothing but the noise of floating-point arithmetic. */
export function notBelow(value: number, bound: number): number {
  return value < bound && bound - value <= Math.abs(bound) * NOISE ? bound : value
}

/** As `notAbove` and `notBelow`, where either number may be missing. */
export function holdTo(
  hold: (value: number, bound: number) => number,
  value: number | null,
  bound: number | null,
): number | null {
  return value === null || bound === null ? value : hold(value, bound)
}
