/** A number as written, with the tokens it takes: [from, to). */
export interface WrittenNumber {
  value: number
  from: number
  to: number
  /** "three" rather than "3". */
  spelled: boolean
  /** "2 million" or "50k" rather than plain digits: a scale has been applied. */
  scaled: boolean
  /** "A few hundred", "thousands of": the value is a reading, not a number of the text. */
  vague?: true
}
