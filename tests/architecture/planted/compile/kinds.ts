export type Money = number
