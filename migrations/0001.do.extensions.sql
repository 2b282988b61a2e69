-- Extensions are taken where the server offers them and the login may create them; nothing but spatial questions needs one.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['uuid-ossp', 'postgis'] loop
    if exists (select from pg_available_extensions where name = wanted) then
      begin
        execute format('create extension if not exists %I', wanted);
      exception when insufficient_privilege then
        raise notice 'extension % is offered, but this login may not create it', wanted;
      end;
    end if;
  end loop;
end
$$;
