/**
 * China's maps, WeChat's among them, shift coordinates (GCJ-02) by 300 to 600 m: enough for another grid.
 * Phones, browsers and the grids' outlines use WGS-84. The shift is a published series without an exact
 * inverse: four iterations bring the error below a millimetre.
 */
export interface Point {
  latitude: number
  longitude: number
}

/** Krasovsky 1940: half the major axis in metres, eccentricity squared. */
const AXIS = 6_378_245
const ECCENTRICITY = 0.006_693_421_622_965_943

export function wgs84Of(shown: Point): Point {
  if (!isInChina(shown)) return shown
  let point = shown
  for (let step = 0; step < 4; step++) {
    const there = gcj02Of(point)
    point = {
      latitude: point.latitude + shown.latitude - there.latitude,
      longitude: point.longitude + shown.longitude - there.longitude,
    }
  }
  return point
}

export function gcj02Of({ latitude, longitude }: Point): Point {
  const x = longitude - 105
  const y = latitude - 35
  const wave = (at: number, ...terms: [number, number][]) =>
    terms.reduce((sum, [size, period]) => sum + size * Math.sin((at * Math.PI) / period), 0)
  const ripple = wave(x, [20, 1 / 6], [20, 1 / 2])
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    (2 / 3) * (ripple + wave(y, [20, 1], [40, 3], [160, 12], [320, 30]))
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    (2 / 3) * (ripple + wave(x, [20, 1], [40, 3], [150, 12], [300, 30]))
  const radians = (latitude * Math.PI) / 180
  const magic = 1 - ECCENTRICITY * Math.sin(radians) ** 2
  const metresNorth = (AXIS * (1 - ECCENTRICITY)) / (magic * Math.sqrt(magic))
  const metresEast = (AXIS / Math.sqrt(magic)) * Math.cos(radians)
  return {
    latitude: latitude + (north * 180) / (metresNorth * Math.PI),
    longitude: longitude + (east * 180) / (metresEast * Math.PI),
  }
}

const isInChina = ({ latitude, longitude }: Point): boolean =>
  longitude > 72.004 && longitude < 137.8347 && latitude > 0.8293 && latitude < 55.8271
