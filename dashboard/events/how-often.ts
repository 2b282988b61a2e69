import { sayNumber } from '../words/numbers.ts'

export const sayDays = (count: number): string => (count === 1 ? '1 day' : `${sayNumber(count)} days`)

export const sayTimes = (count: number): string => (count === 1 ? 'once' : `${sayNumber(count)} times`)
