// The square world of Web Mercator: (0, 0) is its north-west corner, (1, 1) its south-east.

const LIMIT = 85.0511287798066;

export const latitudeOf = (y) => Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180 / Math.PI;
const turned = (x) => x - Math.floor(x);
export const longitudeOf = (x) => turned(x) * 360 - 180;
/** The copy of a place that lies at most half a world from the middle. */
export const nearest = (x, middle) => middle + turned(x - middle + 0.5) - 0.5;

const heightOf = (latitude) => {
  const sine = Math.sin(Math.max(-LIMIT, Math.min(LIMIT, latitude)) * Math.PI / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
};

/** A box of south, west, north, east in the square world; it may reach across the 180th meridian. */
export function boxOf([south, west, north, east]) {
  const width = (east - west) / 360;
  const y = heightOf(north);
  return { x: (west + 180) / 360, y, width: width < 0 ? width + 1 : width, height: heightOf(south) - y };
}

/** The tiles of a level in a part of the world: the box of all of them in degrees, and whether an item lies in one. */
export function tilesIn(left, right, top, bottom, level) {
  const n = 2 ** level;
  const [west, east] = [Math.floor(left * n), Math.floor(right * n)];
  const [north, south] = [Math.max(0, Math.floor(top * n)), Math.min(n - 1, Math.floor(bottom * n))];
  const whole = east - west + 1 >= n;
  const ends = (east + 1) % n === 0 ? 180 : longitudeOf((east + 1) / n);
  const box = {
    south: south === n - 1 ? -90 : latitudeOf((south + 1) / n).toFixed(6), west: whole ? -180 : longitudeOf(west / n),
    north: north === 0 ? 90 : latitudeOf(north / n).toFixed(6), east: whole ? 180 : ends,
  };
  return { box, has: ({ x, y }) => y >= north && y <= south && (whole || ((x - west) % n + n) % n <= east - west) };
}
