/** Search of `/map`: the table of divisions with those that nobody has surveyed, or with one. A table's own search stands beside the page's. */
export const TO_SURVEY = { 'divisions.f.place': 'toSurvey' } as object // the page's type does not know its table's
export const divisionAt = (code: string): object => ({ 'divisions.q': code })
