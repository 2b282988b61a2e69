/** In which units a person wants to see values; whoever needs only this needs nothing of a browser. */
export type UnitSystem = 'metric' | 'imperial'
