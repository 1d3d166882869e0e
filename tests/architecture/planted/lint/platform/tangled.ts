export function tangled(rows: number[][]): number {
  let sum = 0
  for (const row of rows) {
    if (row.length > 0) {
      for (const cell of row) {
        if (cell > 0) {
          if (cell % 2 === 0) {
            sum += cell > 10 ? 1 : 2
          } else if (cell > 100) {
            sum -= 1
          }
        }
      }
    }
  }
  return sum
}
