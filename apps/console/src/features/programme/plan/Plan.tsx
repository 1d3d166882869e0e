export const Plan = () => null
