/** 行政区划: counties, towns and villages by their statistical codes, and where they lie. Owns the schema `division`. */
export { holdsOn, levelOf, parseDivisions, placeOnMap, readSuccession, seatRow } from './domain.ts'
export { divisionRoutes } from './routes.ts'
export { type Boundary, type Division, DivisionCode, type DivisionRow } from './schema.ts'
export { createAddressService } from './service/addresses.ts'
export { createDivisionService, type DivisionService } from './service/divisions.ts'
export { readGazetteer } from './service/gazetteer.ts'
export { createSurveyService } from './service/survey.ts'
