/** Every statement that the program gives to PostgreSQL, with the row type that it claims, read from the source. */
import path from 'node:path'
import ts from 'typescript-api'

export interface Statement {
  /** `src/file.ts:12` */
  where: string
  /** All texts that it can have; empty when the source alone does not say. */
  texts: string[]
  /** null: no row is read. */
  row: Column[] | null
}

export interface Column {
  name: string
  mayLack: boolean
  mayBeNull: boolean
  /** Of its type without null: `string`, `number`, `boolean`, `Date`, `object` (also arrays), or `any`. */
  kinds: string[]
}

export function findStatements(root: string, files: readonly string[]): Statement[] {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    root,
  )
  const program = ts.createProgram(
    files.map(file => path.join(root, file)),
    { ...options, noEmit: true },
  )
  const checker = program.getTypeChecker()
  const found: Statement[] = []
  for (const file of files) {
    const source = program.getSourceFile(path.join(root, file))
    if (!source) throw new Error(`${file} is not in the program`)
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && isOfPg(checker, node)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
        const [first] = node.arguments
        found.push({
          where: `${file}:${line + 1}`,
          texts: first ? [...new Set(textOf(checker, first) ?? [])] : [],
          row: rowOf(checker, node),
        })
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  return found
}

/** `query` of a pool, a client, or what is typed as one. */
function isOfPg(checker: ts.TypeChecker, call: ts.CallExpression): boolean {
  const { expression } = call
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'query') return false
  const declaration = checker.getResolvedSignature(call)?.getDeclaration()
  return declaration?.getSourceFile().fileName.includes('/@types/pg/') ?? false
}

function rowOf(checker: ts.TypeChecker, { typeArguments }: ts.CallExpression): Column[] | null {
  const [given] = typeArguments ?? []
  if (!given) return null
  const type = checker.getTypeFromTypeNode(given)
  // Of a union: what every alternative has.
  return checker.getPropertiesOfType(type).map(property => {
    const of = checker.getTypeOfSymbolAtLocation(property, given)
    const parts = of.isUnion() ? of.types : [of]
    const isNull = (part: ts.Type) => (part.flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) !== 0
    return {
      name: property.name,
      mayLack: (property.flags & ts.SymbolFlags.Optional) !== 0,
      mayBeNull: parts.some(isNull) || (of.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0,
      kinds: [...new Set(parts.filter(part => !isNull(part)).map(part => kindOf(checker, part)))],
    }
  })
}

function kindOf(checker: ts.TypeChecker, type: ts.Type): string {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return 'any'
  if (type.flags & ts.TypeFlags.StringLike) return 'string'
  if (type.flags & ts.TypeFlags.NumberLike) return 'number'
  if (type.flags & ts.TypeFlags.BooleanLike) return 'boolean'
  return checker.typeToString(type) === 'Date' ? 'Date' : 'object'
}

/** Without parentheses, `as` and `satisfies`. */
const bareOf = (node: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)
    ? bareOf(node.expression)
    : node

type Env = ReadonlyMap<ts.Symbol, string[]>

/** The text of `query('…')`, or of `query({ text: '…' })`. */
function textOf(checker: ts.TypeChecker, node: ts.Expression): string[] | null {
  const plain = valuesOf(checker, node, new Map())
  if (plain) return plain
  return propertyOf(checker, node, 'text')?.flatMap(each => valuesOf(checker, each, new Map()) ?? []) ?? null
}

/** @returns the initializers that a property of an object can have. */
function propertyOf(checker: ts.TypeChecker, node: ts.Expression, name: string): ts.Expression[] | null {
  const bare = bareOf(node)
  if (ts.isConditionalExpression(bare)) {
    const sides = [bare.whenTrue, bare.whenFalse].map(side => propertyOf(checker, side, name))
    return sides.every(side => side !== null) ? sides.flat() : null
  }
  if (ts.isObjectLiteralExpression(bare)) {
    for (const property of bare.properties) {
      if (ts.isPropertyAssignment(property) && property.name.getText() === name) return [property.initializer]
      if (ts.isShorthandPropertyAssignment(property) && property.name.text === name) return [property.name]
      if (ts.isSpreadAssignment(property)) {
        const inner = propertyOf(checker, property.expression, name)
        if (inner) return inner
      }
    }
    return null
  }
  const initializer = initializerOf(checker, bare)
  return initializer ? propertyOf(checker, initializer, name) : null
}

/** Of a constant, also an imported one. */
function initializerOf(checker: ts.TypeChecker, node: ts.Expression): ts.Expression | undefined {
  const symbol = symbolOf(checker, node)
  const declaration = symbol?.valueDeclaration
  return declaration && (ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration))
    ? declaration.initializer
    : undefined
}

function symbolOf(checker: ts.TypeChecker, node: ts.Node): ts.Symbol | undefined {
  const symbol =
    ts.isIdentifier(node) && ts.isShorthandPropertyAssignment(node.parent)
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : checker.getSymbolAtLocation(node)
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

/** @returns every text that an expression can have; null when the source alone does not say. */
function valuesOf(checker: ts.TypeChecker, node: ts.Expression, env: Env): string[] | null {
  const bare = bareOf(node)
  if (ts.isStringLiteralLike(bare) || ts.isNumericLiteral(bare)) return [bare.text]
  if (ts.isTemplateExpression(bare)) {
    let texts = [bare.head.text]
    for (const { expression, literal } of bare.templateSpans) {
      const values = valuesOf(checker, expression, env)
      if (!values) return null
      texts = texts.flatMap(text => values.map(value => text + value + literal.text))
    }
    return texts
  }
  if (ts.isBinaryExpression(bare)) return sumOf(checker, bare, env)
  if (ts.isConditionalExpression(bare))
    return both(valuesOf(checker, bare.whenTrue, env), valuesOf(checker, bare.whenFalse, env))
  if (ts.isCallExpression(bare)) return calledWith(checker, bare, env)
  if (ts.isElementAccessExpression(bare)) return elementsOf(checker, bare, env)
  if (ts.isPropertyAccessExpression(bare)) {
    const of = propertyOf(checker, bare.expression, bare.name.text)
    if (of) return of.flatMap(each => valuesOf(checker, each, env) ?? [])
  }
  const symbol = symbolOf(checker, bare)
  const given = symbol && env.get(symbol)
  if (given) return given
  const initializer = initializerOf(checker, bare)
  return initializer ? valuesOf(checker, initializer, env) : literalsOf(checker.getTypeAtLocation(bare))
}

const both = (one: string[] | null, other: string[] | null) => one && other && [...one, ...other]

function sumOf(checker: ts.TypeChecker, node: ts.BinaryExpression, env: Env): string[] | null {
  const [left, right] = [valuesOf(checker, node.left, env), valuesOf(checker, node.right, env)]
  if (node.operatorToken.kind === ts.SyntaxKind.PlusToken && left && right)
    return left.flatMap(one => right.map(other => one + other))
  return null
}

/** A parameter of a few literals, `'member_id' | 'work_group_id'`. */
function literalsOf(type: ts.Type): string[] | null {
  const parts = type.isUnion() ? type.types : [type]
  const texts = parts.flatMap(part =>
    part.isStringLiteral() || part.isNumberLiteral() ? [`${part.value}`] : [],
  )
  return texts.length === parts.length ? texts : null
}

/** `TABLE[kind]`: each of its rows. */
function elementsOf(checker: ts.TypeChecker, node: ts.ElementAccessExpression, env: Env): string[] | null {
  const table = initializerOf(checker, node.expression)
  const bare = table && bareOf(table)
  if (!bare || !ts.isObjectLiteralExpression(bare)) return null
  const rows = bare.properties.map(row =>
    ts.isPropertyAssignment(row) ? valuesOf(checker, row.initializer, env) : null,
  )
  return rows.every(row => row !== null) ? rows.flat() : null
}

/** A function of one expression, called with texts. */
function calledWith(checker: ts.TypeChecker, call: ts.CallExpression, env: Env): string[] | null {
  const declaration = symbolOf(checker, call.expression)?.valueDeclaration
  const named =
    declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
      ? bareOf(declaration.initializer)
      : declaration
  if (!named || (!ts.isArrowFunction(named) && !ts.isFunctionDeclaration(named))) return null
  const inner = new Map(env)
  for (const [index, parameter] of named.parameters.entries()) {
    const symbol = ts.isIdentifier(parameter.name) ? checker.getSymbolAtLocation(parameter.name) : undefined
    const argument = call.arguments[index] ?? parameter.initializer
    const values = argument && valuesOf(checker, argument, env)
    if (symbol && values) inner.set(symbol, values)
  }
  return named.body ? returnedBy(checker, named.body, inner) : null
}

function returnedBy(checker: ts.TypeChecker, body: ts.ConciseBody, env: Env): string[] | null {
  if (!ts.isBlock(body)) return valuesOf(checker, body, env)
  const [only, another] = body.statements
  return only && !another && ts.isReturnStatement(only) && only.expression
    ? valuesOf(checker, only.expression, env)
    : null
}
