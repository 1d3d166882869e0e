// The architecture, as rules. tests/architecture/architecture.test.ts proves that each one fires.
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

/** Who may call whom, through index.ts only. A new arrow needs an ADR. */
const arrows = {
  access: [],
  division: [],
  identity: [],
  station: ['division'],
  logistics: ['division', 'station'],
  statistics: ['division'],
  programme: ['statistics'],
  disclosure: [],
  privacy: [],
}
const TEST = '(\\.test\\.ts$|\\.test/|\\.test-data\\.ts$)'

export default {
  forbidden: [
    rule('no-cycles', 'A cycle is one module pretending to be two.', {}, { circular: true }),
    rule(
      'packages-are-pure',
      'packages/ hold algorithms: no IO, no framework, no upward import.',
      { path: '^packages/', pathNot: TEST },
      { path: ['^(apps|modules|platform)/', '^(fs|net|http|pg|node:)', 'node_modules/(fastify|kysely|pg|react)/'] },
    ),
    rule(
      'platform-knows-no-module',
      'platform/ serves modules and never knows them.',
      { path: '^platform/' },
      { path: '^(apps|modules)/' },
    ),
    rule(
      'modules-know-no-app',
      'apps/ run modules; a module never knows by what it is run.',
      { path: '^modules/', pathNot: TEST },
      { path: '^apps/' },
    ),
    rule(
      'domain-is-pure',
      'domain.ts imports its schema, packages/, and what of the platform is pure. Time and ids are arguments.',
      { path: '^modules/[^/]+/domain', pathNot: TEST },
      {
        pathNot: [
          '^modules/[^/]+/(schema|domain)',
          '^packages/',
          '^platform/(errors|clock)\\.ts$',
          // Types only: an import of these leaves nothing at run time.
          '^platform/(authz|indicator|journal)\\.ts$',
        ],
      },
    ),
    rule(
      'domain-runs-nothing-of-the-journal',
      'domain.ts knows the shape of an event, never the table.',
      { path: '^modules/[^/]+/domain', pathNot: TEST },
      { path: '^platform/(authz|indicator|journal)\\.ts$', dependencyTypesNot: ['type-only', 'pre-compilation-only'] },
    ),
    rule(
      'only-store-speaks-sql',
      'Queries live in store.ts.',
      { path: '^modules/', pathNot: `(store|store/.+)\\.ts$|${TEST}` },
      { path: 'node_modules/(kysely|pg)/' },
    ),
    rule(
      'through-the-door',
      'Another module is reached through its index.ts.',
      { path: '^modules/([^/]+)/' },
      { path: '^modules/(?!$1/)[^/]+/(?!index\\.ts$)' },
    ),
    rule(
      'apps-through-the-door',
      'An app reaches a module through its index.ts.',
      { path: '^apps/' },
      { path: '^modules/[^/]+/(?!index\\.ts$)' },
    ),
    rule(
      'features-apart',
      'Features of a front end do not import each other; what two need lies in ui/ or lib/.',
      { path: '^apps/([^/]+)/src/features/([^/]+)/' },
      { path: '^apps/$1/src/features/(?!$2/)' },
    ),
    ...Object.entries(arrows).map(([module, may]) =>
      rule(
        `arrows-of-${module}`,
        `${module} may call: ${may.join(', ') || 'nobody'}.`,
        { path: `^modules/${module}/`, pathNot: TEST },
        { path: '^modules/', pathNot: `^modules/(${[module, ...may].join('|')})/` },
      ),
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.gen\\.ts$|^apps/[^/]+/dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
}
