-- The reason of a pause as code and params, so that it is said in the language of whoever reads it.

ALTER TABLE "Hold" ADD COLUMN "params" JSONB;
