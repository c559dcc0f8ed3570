// The gates: regions that are reached by one way alone, which opens to whoever dug its key
// elsewhere, or at a time. Places are named by a city in them.
export const gates = [
  { into: 'Palermo, IT', keyIn: 'Naples, IT', title: 'The ferry to Sicily' },
  { into: 'Cagliari, IT', keyIn: 'Genoa, IT', title: 'The ferry to Sardinia' },
  { into: 'Ajaccio, FR', keyIn: 'Marseille, FR', title: 'The ferry to Corsica' },
  { into: 'Las Palmas de Gran Canaria, ES', keyIn: 'Málaga, ES', title: 'The ferry to the Canaries' },
  { into: 'Honolulu, US', keyIn: 'San Francisco, US', title: 'The clipper to Hawaii' },
  { into: 'Anchorage, US', keyIn: 'Seattle, US', title: 'The steamer to Alaska' },
  { into: 'Naha, JP', keyIn: 'Kagoshima, JP', title: 'The boat to Okinawa' },
  { into: 'Sapporo, JP', keyIn: 'Aomori, JP', title: 'The tunnel to Hokkaido' },
  { into: 'Hobart, AU', keyIn: 'Melbourne, AU', title: 'The ferry to Tasmania' },
  { into: 'Denpasar, ID', keyIn: 'Surabaya, ID', title: 'The ferry to Bali' },
  {
    into: 'Punta Arenas, CL',
    keyIn: 'Valparaíso, CL',
    title: 'The ship to Patagonia',
    opensAt: '2024-06-01T00:00:00Z',
  },
  { into: 'Lhasa, CN', title: 'The railway to Lhasa', opensAt: '2024-06-01T00:00:00Z' },
];

// Cities that hide a key because everybody knows them.
export const places = [
  'Paris, FR', 'London, GB', 'Berlin, DE', 'Vienna, AT', 'Prague, CZ', 'Athens, GR', 'Lisbon, PT',
  'Dublin, IE', 'Oslo, NO', 'Reykjavík, IS', 'Istanbul, TR', 'Kyiv, UA', 'Warsaw, PL',
  'Cairo, EG', 'Marrakesh, MA', 'Nairobi, KE', 'Cape Town, ZA', 'Lagos, NG', 'Accra, GH',
  'Samarkand, UZ', 'Kathmandu, NP', 'Mumbai, IN', 'Varanasi, IN', 'Kyoto, JP', 'Seoul, KR',
  'Singapore, SG', 'Hanoi, VN', 'Bangkok, TH', 'Ulan Bator, MN', 'Tehran, IR',
  'New York City, US', 'New Orleans, US', 'Chicago, US', 'Montréal, CA', 'Mexico City, MX', 'Havana, CU',
  'Lima, PE', 'Cusco, PE', 'Quito, EC', 'Buenos Aires, AR', 'Rio de Janeiro, BR', 'Manaus, BR',
  'Sydney, AU', 'Auckland, NZ', 'Suva, FJ', 'Apia, WS',
];
