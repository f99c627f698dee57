INSERT INTO products (sku, name, price_amount, currency) VALUES
    ('MUG-BLUE',    'Blue mug',                     1290, 'EUR'),
    ('TEAPOT',      'Cast iron teapot, 0.8 l',      5490, 'EUR'),
    ('TEA-GREEN',   'Green tea, 250 g',             1150, 'EUR'),
    ('COFFEE-1KG',  'Coffee beans, 1 kg',           2390, 'EUR'),
    ('GRINDER',     'Hand grinder',                 7900, 'EUR'),
    ('KETTLE',      'Gooseneck kettle',             8950, 'EUR'),
    ('FILTER-100',  'Paper filters, 100 pieces',     450, 'EUR'),
    ('SOLD-OUT',    'Limited edition cup, sold out', 9900, 'EUR')
ON CONFLICT (sku) DO NOTHING;
