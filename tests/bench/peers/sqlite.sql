-- The workload in SQLite, for its own command line: {DATA} and {OUT} stand for the folders. Dates are text, which compares as they do.
.bail on
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -4000000;
.mode csv
CREATE TABLE calendar(d TEXT, daynum INT, is_wd INT, wd INT);
.import --skip 1 {DATA}/calendar.csv calendar
CREATE TABLE read(id INTEGER PRIMARY KEY, child INT, dob, gender, ethnicity, team, ward, worker, source, category, referred, decision, decided, began, finished, strategy, conference, cp_start, core_group, cp_end, lac_start, permanence, lac_end);
.import --skip 1 {DATA}/cases.csv read
CREATE TABLE events(event_id INTEGER PRIMARY KEY, id INT, kind, due, held, worker);
.import --skip 1 {DATA}/events.csv events
CREATE TABLE opens(wd INTEGER PRIMARY KEY, d TEXT);
INSERT INTO opens SELECT wd, d FROM calendar WHERE is_wd = 1;
-- SQLite keeps the overflow of 31 January and one month: the last of the month is put in by hand.
CREATE TABLE days(d TEXT PRIMARY KEY, w1, w10, w15, w20, w35, w45, p10, m3, m4, m6, m12, five) WITHOUT ROWID;
INSERT INTO days SELECT d, (SELECT d FROM opens WHERE wd = c.wd + 1), (SELECT d FROM opens WHERE wd = c.wd + 10), (SELECT d FROM opens WHERE wd = c.wd + 15),
  (SELECT d FROM opens WHERE wd = c.wd + 20), (SELECT d FROM opens WHERE wd = c.wd + 35), (SELECT d FROM opens WHERE wd = c.wd + 45), date(d, '+10 days'),
  min(date(d, 'start of month', '+3 months', '+' || (substr(d, 9, 2) - 1) || ' days'), date(d, 'start of month', '+4 months', '-1 day')),
  min(date(d, 'start of month', '+4 months', '+' || (substr(d, 9, 2) - 1) || ' days'), date(d, 'start of month', '+5 months', '-1 day')),
  min(date(d, 'start of month', '+6 months', '+' || (substr(d, 9, 2) - 1) || ' days'), date(d, 'start of month', '+7 months', '-1 day')),
  min(date(d, 'start of month', '+12 months', '+' || (substr(d, 9, 2) - 1) || ' days'), date(d, 'start of month', '+13 months', '-1 day')),
  date(d, '+60 months') FROM calendar c ORDER BY d;
CREATE TABLE cases(id INTEGER PRIMARY KEY, child INT, dob, team, decision, referred, decided, began, finished, strategy, conference, cp_start, core_group, cp_end, lac_start, permanence, lac_end);
INSERT INTO cases SELECT id, nullif(child, ''), nullif(dob, ''), team, nullif(decision, ''), nullif(referred, ''), nullif(decided, ''), nullif(began, ''), nullif(finished, ''), nullif(strategy, ''),
  nullif(conference, ''), nullif(cp_start, ''), nullif(core_group, ''), nullif(cp_end, ''), nullif(lac_start, ''), nullif(permanence, ''), nullif(lac_end, '') FROM read;
DROP TABLE read;
CREATE TABLE care(id INTEGER PRIMARY KEY, start, ended, last, five);
INSERT INTO care SELECT id, lac_start, lac_end, coalesce(lac_end, '2024-12-31'), five FROM cases LEFT JOIN days ON d = dob WHERE lac_start IS NOT NULL AND (lac_end IS NULL OR lac_end >= lac_start);
CREATE TABLE plans(id INTEGER PRIMARY KEY, start, ended, last);
INSERT INTO plans SELECT id, cp_start, cp_end, coalesce(cp_end, '2024-12-31') FROM cases WHERE cp_start IS NOT NULL AND (cp_end IS NULL OR cp_end >= cp_start);
CREATE TABLE checks AS SELECT e.id, held FROM events e JOIN care ON care.id = e.id WHERE kind = 'health_assessment' AND held BETWEEN start AND last;
CREATE TABLE first_check(id INTEGER PRIMARY KEY, held);
INSERT INTO first_check SELECT id, min(held) FROM checks GROUP BY id;
CREATE TABLE results(rule, id INT, team, outcome, due, done);
WITH asked AS (
  SELECT 'r01' AS rule, id, team, 0 AS asked, referred AS start, decided AS done, coalesce(began, finished, strategy) AS later, NULL AS ended, w1 AS due FROM cases LEFT JOIN days ON d = referred
  UNION ALL SELECT 'r02', id, team, 0, strategy, conference, cp_start, NULL, w15 FROM cases LEFT JOIN days ON d = strategy WHERE coalesce(strategy, conference, cp_start) IS NOT NULL
  UNION ALL SELECT 'r03', id, team, 1, decided, began, finished, NULL, p10 FROM cases LEFT JOIN days ON d = decided WHERE decision = 'ASSESS'
  UNION ALL SELECT 'r04', id, team, 0, lac_start, permanence, NULL, lac_end, m4 FROM cases LEFT JOIN days ON d = lac_start WHERE coalesce(lac_start, permanence, lac_end) IS NOT NULL
  UNION ALL SELECT 'r05', id, team, 0, cp_start, core_group, NULL, cp_end, w10 FROM cases LEFT JOIN days ON d = cp_start WHERE coalesce(cp_start, core_group, cp_end) IS NOT NULL
  UNION ALL SELECT 'r06', cases.id, team, 0, lac_start, held, NULL, lac_end, w20 FROM cases LEFT JOIN first_check f ON f.id = cases.id LEFT JOIN days ON d = lac_start WHERE coalesce(lac_start, lac_end) IS NOT NULL
  UNION ALL SELECT 'r10', id, team, 1, referred, finished, NULL, NULL, CASE WHEN referred < '2013-04-15' THEN w35 ELSE w45 END FROM cases LEFT JOIN days ON d = referred WHERE decision = 'ASSESS'),
judged AS (SELECT rule, id, team, due, done, CASE
  WHEN start IS NULL THEN CASE WHEN asked OR coalesce(done, later, ended) IS NOT NULL THEN 'unknown' END
  WHEN ended < start OR done < start THEN 'unknown' WHEN done <= due THEN 'met' WHEN done IS NOT NULL THEN 'late' WHEN later IS NOT NULL THEN 'unknown'
  WHEN ended IS NOT NULL THEN CASE WHEN ended > due THEN 'late' END WHEN '2024-12-31' <= due THEN 'due' ELSE 'overdue' END AS outcome FROM asked)
INSERT INTO results SELECT rule, id, team, outcome, due, done FROM judged WHERE outcome IS NOT NULL;
INSERT INTO results SELECT rule, id, team, 'unknown', NULL, NULL FROM cases, (SELECT 'r03' AS rule UNION ALL SELECT 'r10') WHERE decision IS NULL;
INSERT INTO results SELECT 'r07', id, team, 'unknown', NULL, NULL FROM cases WHERE cp_end IS NOT NULL AND (cp_start IS NULL OR cp_end < cp_start);
INSERT INTO results SELECT rule, id, team, 'unknown', NULL, NULL FROM cases, (SELECT 'r08' AS rule UNION ALL SELECT 'r09') WHERE lac_end IS NOT NULL AND (lac_start IS NULL OR lac_end < lac_start);
INSERT INTO results SELECT 'r09', id, NULL, 'unknown', NULL, NULL FROM care WHERE five IS NULL;
WITH visits AS (SELECT id, before, lead(before) OVER (PARTITION BY id ORDER BY before) AS done FROM
    (SELECT e.id, held AS before FROM events e JOIN plans ON plans.id = e.id WHERE kind = 'visit' AND held BETWEEN start AND last UNION ALL SELECT id, start FROM plans)),
  reviews AS (SELECT id, before, lead(before) OVER each AS done, row_number() OVER each AS nth FROM
    (SELECT e.id, held AS before FROM events e JOIN care ON care.id = e.id WHERE kind = 'lac_review' AND held BETWEEN start AND last UNION ALL SELECT id, start FROM care)
    WINDOW each AS (PARTITION BY id ORDER BY before)),
  again AS (SELECT id, before, lead(before) OVER (PARTITION BY id ORDER BY before) AS done FROM (SELECT id, held AS before FROM checks UNION ALL SELECT id, start FROM care)),
  turns AS (SELECT 'r07' AS rule, v.id, w10 AS due, done, ended FROM visits v JOIN days ON d = before JOIN plans ON plans.id = v.id
    UNION ALL SELECT 'r08', r.id, CASE nth WHEN 1 THEN w20 WHEN 2 THEN m3 ELSE m6 END, done, ended FROM reviews r JOIN days ON d = before JOIN care ON care.id = r.id
    UNION ALL SELECT 'r09', a.id, CASE WHEN before < care.five THEN m6 ELSE m12 END, done, ended FROM again a JOIN days ON d = before JOIN care ON care.id = a.id WHERE care.five IS NOT NULL),
  judged AS (SELECT rule, id, due, done, CASE WHEN done <= due THEN 'met' WHEN done IS NOT NULL THEN 'late' WHEN ended IS NOT NULL THEN CASE WHEN ended > due THEN 'late' END
    WHEN '2024-12-31' <= due THEN 'due' ELSE 'overdue' END AS outcome FROM turns)
INSERT INTO results SELECT rule, id, NULL, outcome, due, done FROM judged WHERE outcome IS NOT NULL;
CREATE TABLE figures AS
WITH RECURSIVE finished AS (SELECT team, substr(due, 1, 7) AS period, sum(outcome = 'met') AS part, count(*) AS total FROM results
    WHERE rule = 'r10' AND outcome IN ('met', 'late', 'overdue') AND due <= '2024-12-31' GROUP BY 1, 2),
  referrals AS (SELECT team, referred, lag(referred) OVER (PARTITION BY child ORDER BY referred, id) AS before FROM cases WHERE referred IS NOT NULL AND child IS NOT NULL),
  monthly AS (SELECT team, substr(referred, 1, 4) * 12 + substr(referred, 6, 2) - 1 AS month, sum(coalesce(referred <= m12, 0)) AS part, count(*) AS total FROM referrals LEFT JOIN days ON d = before GROUP BY 1, 2),
  months(month) AS (SELECT 2013 * 12 UNION ALL SELECT month + 1 FROM months WHERE month < 2024 * 12 + 11),
  rolling AS (SELECT team, printf('%04d-%02d', months.month / 12, months.month % 12 + 1) AS period, sum(part) AS part, sum(total) AS total
    FROM months JOIN monthly ON monthly.month BETWEEN months.month - 11 AND months.month GROUP BY 1, 2)
SELECT 'r11' AS measure, team AS "group", period, part AS numerator, total AS denominator, CASE WHEN 100 * part >= 90 * total THEN 'green' WHEN 100 * part >= 80 * total THEN 'amber' ELSE 'red' END AS grade FROM finished
UNION ALL SELECT 'r12', team, period, part, total, CASE WHEN 100 * part <= 20 * total THEN 'green' WHEN 100 * part <= 25 * total THEN 'amber' ELSE 'red' END FROM rolling;
.mode list
.separator ,
.headers on
.output {OUT}/breaches.csv
SELECT rule, id AS "key", outcome, due, done FROM results WHERE outcome IN ('late', 'overdue');
.output {OUT}/upcoming.csv
SELECT rule, id AS "key", outcome, due, done FROM results WHERE outcome = 'due';
.output {OUT}/counts.csv
SELECT rule, outcome, count(*) AS count FROM results GROUP BY 1, 2 UNION ALL SELECT measure, grade, count(*) FROM figures GROUP BY 1, 2;
.output {OUT}/kpi.csv
SELECT * FROM figures;
