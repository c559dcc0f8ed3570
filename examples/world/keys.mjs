// Hides the keys and writes hunt.yaml.
const KEYS = 150;
const STOCK = (number) => (number % 30 === 0 ? 10 : number % 12 === 0 ? 3 : 1);
const WHAT = ['crown', 'astrolabe', 'compass', 'goblet', 'lantern', 'mask', 'ring', 'scroll', 'spyglass', 'map', 'idol', 'dagger', 'flute', 'mirror', 'pearl'];
const MADE = ['golden', 'silver', 'ivory', 'jade', 'amber', 'ruby', 'bronze', 'crystal', 'sapphire', 'ebony'];

export function hideKeys(world, places, gates) {
  const keys = [];
  const keyOfCell = new Map();
  const keyOfGate = new Map();

  const hide = (city, gate) => {
    const { room, site, spot } = world.placeOf.get(city);
    const cell = `${room.name}/${site}/${spot}`;
    if (keyOfCell.has(cell)) return;
    const number = keys.length + 1;
    const id = `key-${String(number).padStart(3, '0')}`;
    const title = gate
      ? `${gate.title}: a ticket of ${city.name}`
      : `The ${MADE[number % MADE.length]} ${WHAT[number % WHAT.length]} of ${city.name}`;
    keyOfCell.set(cell, id);
    if (gate) keyOfGate.set(gate, id);
    keys.push({ id, city, room, site, spot, title, stock: STOCK(number) });
  };

  gates.filter(({ keyIn }) => keyIn).forEach((gate) => hide(world.find(gate.keyIn), gate));
  gates.forEach(({ into }) => hide(world.find(into)));
  places.forEach((place) => hide(world.find(place)));
  // The others are spread over all towns and villages by a fixed step through the list, which is
  // sorted by size: some in cities, most in places nobody has heard of.
  const step = 7919;
  for (let i = 1; keys.length < KEYS; i++) {
    const rank = Math.floor(((i * step) % 99991) ** 1.5 / 99991 ** 0.5);
    hide(world.cities[rank % world.cities.length]);
  }

  const yaml = `# Made by make.mjs; see README.md.
name: world
title: Treasures of the World
schedule: {opens: 2024-06-01T00:00:00Z, closes: 2044-06-01T00:00:00Z}
rules:
  cooldown: 200ms
  digs_per_minute: 240
  dig_burst: 20
  ticket_life: 30s
  points_per_key: 100
prizes:
${keys.map(({ id, title, stock }) => `  - {id: prize-${id.slice(4)}, title: ${JSON.stringify(title)}, key: ${id}${stock > 1 ? `, stock: ${stock}` : ''}}\n`).join('')}`;
  return { keys, keyOfCell, keyOfGate, yaml };
}
