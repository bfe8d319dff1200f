#!/bin/sh
# Makes the bucket, opens its published videos, and makes the key that vidgen uses: one that can do
# nothing outside of the bucket. May be run any number of times. MinIO's image has little more than a
# shell and `mc`.
set -eu

made=${POLICY_MADE:-/tmp/policy.json}

mc alias set local "$MINIO_ADDRESS" "$MINIO_ROOT_USER" "$MINIO_ROOT_PASSWORD"
mc mb --ignore-existing "local/$S3_BUCKET"
mc anonymous set download "local/$S3_BUCKET/videos"

# deploy/s3-policy.json for this bucket
while IFS= read -r line; do
  case $line in
    *arn:aws:s3:::videos*) line="${line%%:::videos*}:::$S3_BUCKET${line#*:::videos}" ;;
  esac
  printf '%s\n' "$line"
done <"${POLICY_FROM:-/init/s3-policy.json}" >"$made"
mc admin policy create local vidgen "$made"
mc admin user add local "$S3_ACCESS_KEY_ID" "$S3_SECRET_ACCESS_KEY"
# Attaching what is attached already is an error.
mc admin policy attach local vidgen --user "$S3_ACCESS_KEY_ID" ||
  case $(mc admin user info local "$S3_ACCESS_KEY_ID") in *vidgen*) ;; *) exit 1 ;; esac
