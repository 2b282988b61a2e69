-- What stands beside a value and is part of what it is: insulin given as Bolus and as Basal at one time, or on one
-- grouped day, are two records. Empty for nearly every metric; the catalogue says for which it is not.
alter table quantity_metrics add column qualifier text not null default '';

update quantity_metrics set qualifier = coalesce(nullif(detail ->> 'reason', 'Unspecified'), '')
where metric = 'insulin_delivery';
update quantity_metrics set qualifier = coalesce(nullif(detail ->> 'value', 'Unspecified'), '')
where metric in ('handwashing', 'toothbrushing');

alter table quantity_metrics
  drop constraint quantity_metrics_pkey,
  add primary key (user_id, metric, recorded_at, duration_s, grouped, qualifier, source);

drop index quantity_metrics_grouped;
create unique index quantity_metrics_grouped
  on quantity_metrics (user_id, metric, recorded_at, duration_s, qualifier) where grouped;
