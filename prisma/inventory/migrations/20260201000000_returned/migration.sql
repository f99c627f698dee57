ALTER TABLE "reservations" DROP CONSTRAINT "reservations_hold_check";
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_hold_check" CHECK (hold IN ('none', 'held', 'released', 'shipped', 'returned'));
