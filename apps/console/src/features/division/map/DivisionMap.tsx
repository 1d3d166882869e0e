export const DivisionMap = () => null
