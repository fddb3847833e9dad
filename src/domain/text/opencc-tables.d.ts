/** The library has no types for its tables: pairs of characters, `後 后|裏 里`. */
declare module 'opencc-js/dict/*' {
  const table: string
  export default table
}
