import highs from 'highs'

/** Loads HiGHS (MILP in WebAssembly). The package declares its types for CommonJS; what Node imports is the loader itself. */
export const loadHighs = highs as unknown as typeof highs.default // as said above
