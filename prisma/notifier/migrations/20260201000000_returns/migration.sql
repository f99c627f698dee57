ALTER TABLE "mails" DROP CONSTRAINT "mails_kind_check";
ALTER TABLE "mails" ADD CONSTRAINT "mails_kind_check"
    CHECK (kind IN ('order-fulfilled', 'order-cancelled', 'order-needs-attention', 'order-returned', 'return-rejected') OR kind ~ '^parcel-awaited-[0-9]+$');
