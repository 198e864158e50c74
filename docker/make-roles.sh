#!/bin/sh
# Run once by the postgres image on an empty volume: the two roles and their database.
set -eu

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE bridgework_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'owner_password';
CREATE ROLE bridgework_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'app_password';
CREATE DATABASE bridgework OWNER bridgework_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE bridgework, postgres, template1 FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE bridgework TO bridgework_owner;
GRANT CONNECT ON DATABASE bridgework TO bridgework_app;
\connect bridgework
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
SQL
