/** A number for a table: as many digits as matter, nines kept, thousands apart. */
export function figure(value: number | null): string {
  if (value === null) return '–'
  if (value > 0.9 && value < 1) return String(Number(value.toFixed(6)))
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(4)))
}
