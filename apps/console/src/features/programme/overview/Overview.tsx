export const Overview = () => null
