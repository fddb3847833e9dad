/** Before every test file: property tests try the same cases every time, so that a red run can be repeated. */
import fc from 'fast-check'

fc.configureGlobal({ seed: 20_261_120 })
