-- An address is needed until the mail server has answered, and is in the call until then.
ALTER TABLE "mails" DROP COLUMN "to";
