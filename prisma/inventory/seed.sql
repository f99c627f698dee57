-- As much of each product as no benchmark can use up.
INSERT INTO stock (sku, available) VALUES
    ('MUG-BLUE',   1000000),
    ('TEAPOT',     1000000),
    ('TEA-GREEN',  1000000),
    ('COFFEE-1KG', 1000000),
    ('GRINDER',    1000000),
    ('KETTLE',     1000000),
    ('FILTER-100', 1000000),
    ('SOLD-OUT',   0)
ON CONFLICT (sku) DO NOTHING;
