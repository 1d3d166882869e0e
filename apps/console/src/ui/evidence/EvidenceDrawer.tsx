export const EvidenceDrawer = () => null
