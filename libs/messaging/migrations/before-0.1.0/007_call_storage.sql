-- A call lives for moments: trying to compress its row costs more than the bytes it saves.
ALTER TABLE messaging.call SET (toast_tuple_target = 8160);
