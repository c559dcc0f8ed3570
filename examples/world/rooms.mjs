// Turns cities into rooms: continents, countries, regions, joined so that nobody walks in a circle.
import { continentName, country, facts, kilometres } from './gazetteer.mjs';

const SITE_POPULATION = 15000; // A town of its own; smaller places are spots of the nearest town.
const COUNTRY_SITES = 60; // A country of more sites has a room for each region.
const SITES_MAX = 250; // A region of more is split; Lode allows 256 in a room.
const GATEWAYS = 8; // Towns to which one gets straight from a room's first site.
const DEPTH_MAX = 3; // Moves within a room, at most.

/** One room: site 0 is where one arrives, the others are towns with their spots. */
class Room {
  constructor(name, title, about) {
    this.name = name;
    this.title = title;
    this.sites = [{ title, spots: [{ blob: about }] }];
    this.edges = [];
    this.exits = [];
    this.gates = [];
  }

  /** Joins a site to another room's first site, perhaps behind a gate. */
  exit(from, room, gate) {
    this.exits.push({ from, room: room.name, site: 0 });
    room.arrivals.push({ room: this, site: from, gate });
    if (gate) {
      this.gates.push({ from, room: room.name, site: 0, gate });
    }
  }

  arrivals = [];

  line(keyOfGate) {
    const gates = this.gates.map(({ gate, ...way }) => ({
      ...way,
      ...(keyOfGate.has(gate) && { needs: keyOfGate.get(gate) }),
      ...(gate.opensAt && { opens_at: gate.opensAt }),
    }));
    return {
      room: this.name,
      title: this.title,
      sites: this.sites.map(({ title, entry }) => (entry ? { title, entry } : { title })),
      edges: this.edges,
      exits: this.exits,
      ...(gates.length && { gates }),
    };
  }

  cells(keyOfCell) {
    return this.sites.flatMap(({ spots }, site) =>
      spots.map(({ blob }, spot) => {
        const key = keyOfCell.get(`${this.name}/${site}/${spot}`);
        return { room: this.name, site, spot, blob: key ? { ...blob, key } : blob };
      }),
    );
  }

  cellCount() {
    return this.sites.reduce((sum, { spots }) => sum + spots.length, 0);
  }
}

export function makeRooms(cities, gates) {
  const rooms = [];
  const placeOf = new Map(); // city -> {room, site, spot}
  const gateOf = new Map(gates.map((gate) => [regionOf(find(cities, gate.into)), gate]));

  for (const [continent, inContinent] of groups(cities, (city) => country(city.country).continent)) {
    const title = continentName(continent);
    const hub = new Room(title.toLowerCase().replaceAll(' ', '-'), title, {
      kind: 'continent',
      name: title,
      ...sums(inContinent),
    });
    hub.sites[0].entry = true;
    rooms.push(hub);
    const landings = [];
    for (const [code, inCountry] of groups(inContinent, (city) => city.country)) {
      const first = countryRooms(country(code), inCountry, gateOf, rooms, placeOf);
      hub.exit(0, first);
      landings.push({ room: first, city: inCountry[0] });
    }
    // From each country one can go on to the two nearest that come later in the alphabet.
    joinOn(landings, 0, 2);
  }
  rooms.forEach(({ name, sites }) => {
    if (sites.length > 256) throw new Error(`${name} has ${sites.length} sites`);
  });
  return { rooms, placeOf, cities, find: (text) => find(cities, text) };
}

function countryRooms(land, cities, gateOf, rooms, placeOf) {
  const code = land.code.toLowerCase();
  const about = {
    kind: 'country',
    name: land.name,
    native: land.native,
    country: land.code,
    capital: land.capital,
    languages: land.languages,
    currency: land.currency,
    ...sums(cities),
  };
  const regions = [...groups(cities, regionOf)];
  if (townsOf(regions) <= COUNTRY_SITES) {
    const room = new Room(code, land.name, about);
    rooms.push(room);
    settle(room, regions.flatMap(([, inRegion]) => towns(inRegion)), cities, placeOf);
    return room;
  }
  const room = new Room(code, land.name, about);
  rooms.push(room);
  const landings = [];
  for (const [region, inRegion] of regions) {
    const gate = gateOf.get(region);
    const parts = split(towns(inRegion));
    const site = room.sites.length;
    const title = `${inRegion[0].name} and around`;
    room.sites.push({ title, spots: [{ blob: { kind: 'region', name: title, country: land.code,
      adminCode: inRegion[0].adminCode, ...sums(inRegion) } }] });
    room.edges.push([0, site]);
    parts.forEach((part, number) => {
      const name = region.toLowerCase() + (parts.length > 1 ? `.${number + 1}` : '');
      const partTitle = `${part[0].name} and around`;
      const next = new Room(name, partTitle, { kind: 'region', name: partTitle, country: land.code,
        adminCode: part[0].adminCode, part: number + 1, parts: parts.length });
      rooms.push(next);
      settle(next, part, nearestOf(part, towns(inRegion), inRegion), placeOf);
      room.exit(site, next, gate);
      if (!gate) landings.push({ room: next, city: part[0] });
    });
  }
  // From a region's largest town one can go on to the nearest region that comes later.
  joinOn(landings, 1, 1);
  return room;
}

/** Makes sites of towns and spots of all places, each at the nearest town; joins them by roads. */
function settle(room, list, places, placeOf) {
  const sorted = [...list].sort(bySize);
  const sites = new Map();
  for (const town of sorted) {
    sites.set(town, room.sites.length);
    room.sites.push({ title: town.name, spots: [] });
  }
  const put = (city, site) => {
    const { spots } = room.sites[site];
    placeOf.set(city, { room, site, spot: spots.length });
    spots.push({ blob: facts(city) });
  };
  sorted.forEach((town) => put(town, sites.get(town)));
  for (const city of places) {
    if (!sites.has(city)) put(city, sites.get(nearest(city, sorted)));
  }
  const depth = new Map();
  sorted.forEach((town, rank) => {
    const near =
      rank < GATEWAYS
        ? undefined
        : nearest(town, sorted.slice(0, rank).filter((other) => depth.get(other) < DEPTH_MAX));
    depth.set(town, near ? depth.get(near) + 1 : 1);
    room.edges.push([near ? sites.get(near) : 0, sites.get(town)]);
  });
}

function joinOn(landings, site, ways) {
  landings.forEach(({ room, city }, index) => {
    landings
      .slice(index + 1)
      .map((other) => ({ ...other, far: kilometres(city, other.city) }))
      .sort((a, b) => a.far - b.far || (a.room.name < b.room.name ? -1 : 1))
      .slice(0, ways)
      .forEach((other) => room.exit(site, other.room));
  });
}

/** Places of a region that belong to one part of its towns. */
function nearestOf(part, all, places) {
  if (part.length === all.length) return places;
  const inPart = new Set(part);
  return places.filter((city) => inPart.has(nearest(city, all)));
}

/** Splits towns from west to east where they are too many for a room. */
function split(list) {
  const parts = Math.ceil(list.length / SITES_MAX);
  if (parts === 1) return [[...list].sort(bySize)];
  const fromWest = [...list].sort((a, b) => a.loc.coordinates[0] - b.loc.coordinates[0] || a.cityId - b.cityId);
  const size = Math.ceil(list.length / parts);
  return Array.from({ length: parts }, (_, i) => fromWest.slice(i * size, (i + 1) * size).sort(bySize));
}

function towns(inRegion) {
  const large = inRegion.filter((city) => city.population >= SITE_POPULATION);
  return large.length ? large : [inRegion[0]];
}

function townsOf(regions) {
  return regions.reduce((sum, [, inRegion]) => sum + towns(inRegion).length, 0);
}

export function nearest(city, others) {
  let best;
  let least = Infinity;
  for (const other of others) {
    const far = kilometres(city, other);
    if (far < least) {
      least = far;
      best = other;
    }
  }
  return best;
}

function regionOf(city) {
  return `${city.country}-${city.adminCode || '00'}`;
}

function sums(list) {
  return {
    places: list.length,
    population: list.reduce((sum, city) => sum + city.population, 0),
    largest: list.slice(0, 5).map(({ name, population }) => ({ name, population })),
  };
}

function groups(list, keyOf) {
  const map = new Map();
  for (const item of list) {
    const key = keyOf(item);
    if (!map.has(key)) map.set(key, []);
    map.get(key).push(item);
  }
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function bySize(a, b) {
  return b.population - a.population || a.cityId - b.cityId;
}

function find(cities, text) {
  const [name, code] = text.split(', ');
  const city = cities.find((other) => other.name === name && other.country === code);
  if (!city) throw new Error(`no city ${text}`);
  return city;
}
