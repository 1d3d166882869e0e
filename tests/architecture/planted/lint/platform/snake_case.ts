export const name = 'snake_case'
