-- part read: typed columns named ahead, so that nothing is guessed; only what the rules read is kept
CREATE TYPE rule AS ENUM ('r01','r02','r03','r04','r05','r06','r07','r08','r09','r10');
CREATE TYPE word AS ENUM ('met','late','overdue','due','unknown');
CREATE TABLE days AS
WITH calendar AS (SELECT d, is_wd, wd FROM read_csv('{DATA}/calendar.csv', header = true, columns = {'d': 'DATE', 'daynum': 'INTEGER', 'is_wd': 'INTEGER', 'wd': 'INTEGER'})),
     opens AS (SELECT wd, d FROM calendar WHERE is_wd = 1)
SELECT c.d, w1.d AS w1, w10.d AS w10, w15.d AS w15, w20.d AS w20, w35.d AS w35, w45.d AS w45
FROM calendar c LEFT JOIN opens w1 ON w1.wd = c.wd + 1 LEFT JOIN opens w10 ON w10.wd = c.wd + 10 LEFT JOIN opens w15 ON w15.wd = c.wd + 15
LEFT JOIN opens w20 ON w20.wd = c.wd + 20 LEFT JOIN opens w35 ON w35.wd = c.wd + 35 LEFT JOIN opens w45 ON w45.wd = c.wd + 45
WHERE c.d >= DATE '2010-01-01' AND c.d < DATE '2027-01-01';

CREATE TABLE cases AS
SELECT case_id AS id, child_id AS child, dob, team, decision, referral_date AS referred, decision_date AS decided, assessment_start AS began, assessment_end AS finished, strategy_date AS strategy,
       icpc_date AS conference, cp_start, core_group_date AS core_group, cp_end, lac_start, perm_plan_date AS permanence, lac_end
FROM read_csv('{DATA}/cases.csv', header = true, auto_detect = false, delim = ',', columns = {
  'case_id': 'INTEGER', 'child_id': 'INTEGER', 'dob': 'DATE', 'gender': 'VARCHAR', 'ethnicity': 'VARCHAR', 'team': 'VARCHAR', 'ward': 'VARCHAR', 'worker': 'VARCHAR', 'source': 'VARCHAR',
  'category': 'VARCHAR', 'referral_date': 'DATE', 'decision': 'VARCHAR', 'decision_date': 'DATE', 'assessment_start': 'DATE', 'assessment_end': 'DATE', 'strategy_date': 'DATE',
  'icpc_date': 'DATE', 'cp_start': 'DATE', 'core_group_date': 'DATE', 'cp_end': 'DATE', 'lac_start': 'DATE', 'perm_plan_date': 'DATE', 'lac_end': 'DATE'});

CREATE TABLE events AS
SELECT case_id AS id, event_type AS kind, held_date AS held
FROM read_csv('{DATA}/events.csv', header = true, auto_detect = false, delim = ',', columns = {
  'event_id': 'INTEGER', 'case_id': 'INTEGER', 'event_type': 'VARCHAR', 'due_date': 'DATE', 'held_date': 'DATE', 'worker': 'VARCHAR'})
WHERE held_date IS NOT NULL AND event_type IN ('visit', 'lac_review', 'health_assessment');

-- part evaluate: deadlines row by row, schedules by the event before
CREATE MACRO as_of() AS DATE '2024-12-31';
CREATE MACRO undone(ended, due_on) AS CASE WHEN ended IS NOT NULL THEN CASE WHEN ended > due_on THEN 'late' END WHEN as_of() <= due_on THEN 'due' ELSE 'overdue' END;
CREATE MACRO deadline(asked, start, done, later, ended, due_on) AS
  CASE WHEN start IS NULL THEN CASE WHEN asked OR done IS NOT NULL OR later IS NOT NULL OR ended IS NOT NULL THEN 'unknown' END
       WHEN ended < start OR done < start THEN 'unknown'
       WHEN done <= due_on THEN 'met'
       WHEN done IS NOT NULL THEN 'late'
       WHEN later IS NOT NULL THEN 'unknown'
       ELSE undone(ended, due_on) END;

CREATE TABLE care AS
SELECT id, dob, lac_start AS start, lac_end AS ended, coalesce(lac_end, as_of()) AS last,
       CASE WHEN month(dob) = 2 AND day(dob) = 29 THEN (dob + INTERVAL 60 MONTH)::DATE + 1 ELSE (dob + INTERVAL 60 MONTH)::DATE END AS five
FROM cases WHERE lac_start IS NOT NULL AND (lac_end IS NULL OR lac_end >= lac_start);
CREATE TABLE plans AS
SELECT id, cp_start AS start, cp_end AS ended, coalesce(cp_end, as_of()) AS last FROM cases WHERE cp_start IS NOT NULL AND (cp_end IS NULL OR cp_end >= cp_start);
CREATE TABLE checks AS
SELECT id, held FROM events JOIN care USING (id) WHERE kind = 'health_assessment' AND held BETWEEN start AND last;
CREATE TABLE first_check AS SELECT id, min(held) AS held FROM checks GROUP BY id;

CREATE TABLE results AS
SELECT rule::rule AS rule, id, team, deadline(asked, start, done, later, ended, due_on)::word AS outcome, due_on, done
FROM (SELECT 'r01' AS rule, id, team, false AS asked, referred AS start, decided AS done, coalesce(began, finished, strategy) AS later, NULL::DATE AS ended, w1 AS due_on
        FROM cases LEFT JOIN days ON d = referred
      UNION ALL SELECT 'r02', id, team, false, strategy, conference, cp_start, NULL, w15
        FROM cases LEFT JOIN days ON d = strategy WHERE coalesce(strategy, conference, cp_start) IS NOT NULL
      UNION ALL SELECT 'r03', id, team, true, decided, began, finished, NULL, decided + 10 FROM cases WHERE decision = 'ASSESS'
      UNION ALL SELECT 'r04', id, team, false, lac_start, permanence, NULL, lac_end, (lac_start + INTERVAL 4 MONTH)::DATE
        FROM cases WHERE coalesce(lac_start, permanence, lac_end) IS NOT NULL
      UNION ALL SELECT 'r05', id, team, false, cp_start, core_group, NULL, cp_end, w10
        FROM cases LEFT JOIN days ON d = cp_start WHERE coalesce(cp_start, core_group, cp_end) IS NOT NULL
      UNION ALL SELECT 'r06', id, team, false, lac_start, first_check.held, NULL, lac_end, w20
        FROM cases LEFT JOIN first_check USING (id) LEFT JOIN days ON d = lac_start WHERE coalesce(lac_start, lac_end) IS NOT NULL
      UNION ALL SELECT 'r10', id, team, true, referred, finished, NULL, NULL, CASE WHEN referred < DATE '2013-04-15' THEN w35 ELSE w45 END
        FROM cases LEFT JOIN days ON d = referred WHERE decision = 'ASSESS')
WHERE deadline(asked, start, done, later, ended, due_on) IS NOT NULL;
INSERT INTO results SELECT unnest(['r03', 'r10'])::rule, id, team, 'unknown', NULL, NULL FROM cases WHERE decision IS NULL;
INSERT INTO results SELECT 'r07', id, NULL, 'unknown', NULL, NULL FROM cases WHERE cp_end IS NOT NULL AND (cp_start IS NULL OR cp_end < cp_start);
INSERT INTO results SELECT unnest(['r08', 'r09'])::rule, id, NULL, 'unknown', NULL, NULL FROM cases WHERE lac_end IS NOT NULL AND (lac_start IS NULL OR lac_end < lac_start);
INSERT INTO results SELECT 'r09', id, NULL, 'unknown', NULL, NULL FROM care WHERE dob IS NULL;

-- The start of the period stands as the event before the first; the last event is followed by none.
INSERT INTO results
WITH visits AS (SELECT id, before, lead(before) OVER (PARTITION BY id ORDER BY before) AS done
                FROM (SELECT id, held AS before FROM events JOIN plans USING (id) WHERE kind = 'visit' AND held BETWEEN start AND last UNION ALL SELECT id, start FROM plans)),
     reviews AS (SELECT id, before, lead(before) OVER each AS done, row_number() OVER each AS nth
                 FROM (SELECT id, held AS before FROM events JOIN care USING (id) WHERE kind = 'lac_review' AND held BETWEEN start AND last UNION ALL SELECT id, start FROM care)
                 WINDOW each AS (PARTITION BY id ORDER BY before)),
     again AS (SELECT id, before, lead(before) OVER (PARTITION BY id ORDER BY before) AS done FROM (SELECT id, held AS before FROM checks UNION ALL SELECT id, start FROM care)),
     turns AS (SELECT 'r07' AS rule, id, w10 AS due_on, done, ended FROM visits JOIN plans USING (id) JOIN days ON d = before
               UNION ALL SELECT 'r08', id, CASE nth WHEN 1 THEN w20 WHEN 2 THEN (before + INTERVAL 3 MONTH)::DATE ELSE (before + INTERVAL 6 MONTH)::DATE END, done, ended
                 FROM reviews JOIN care USING (id) JOIN days ON d = before
               UNION ALL SELECT 'r09', id, CASE WHEN before < five THEN (before + INTERVAL 6 MONTH)::DATE ELSE (before + INTERVAL 12 MONTH)::DATE END, done, ended
                 FROM again JOIN care USING (id) WHERE five IS NOT NULL),
     judged AS (SELECT rule, id, due_on, done, CASE WHEN done <= due_on THEN 'met' WHEN done IS NOT NULL THEN 'late' ELSE undone(ended, due_on) END AS outcome FROM turns)
SELECT rule, id, NULL, outcome, due_on, done FROM judged WHERE outcome IS NOT NULL;

CREATE TABLE figures AS
WITH finished AS (SELECT team, date_trunc('month', due_on)::DATE AS month, count(*) FILTER (outcome = 'met') AS part, count(*) AS total
                  FROM results WHERE rule = 'r10' AND outcome IN ('met', 'late', 'overdue') AND due_on <= as_of() GROUP BY ALL),
     referrals AS (SELECT team, referred, lag(referred) OVER (PARTITION BY child ORDER BY referred, id) AS before FROM cases WHERE referred IS NOT NULL AND child IS NOT NULL),
     monthly AS (SELECT team, date_trunc('month', referred)::DATE AS month, count(*) FILTER (referred <= before + INTERVAL 12 MONTH) AS part, count(*) AS total FROM referrals GROUP BY ALL),
     months AS (SELECT unnest(range(DATE '2013-01-01', DATE '2025-01-01', INTERVAL 1 MONTH))::DATE AS month),
     rolling AS (SELECT team, months.month, sum(part)::BIGINT AS part, sum(total)::BIGINT AS total
                 FROM months JOIN monthly ON monthly.month <= months.month AND monthly.month > months.month - INTERVAL 12 MONTH GROUP BY ALL)
SELECT 'r11' AS measure, team, month, part, total, CASE WHEN 100 * part >= 90 * total THEN 'green' WHEN 100 * part >= 80 * total THEN 'amber' ELSE 'red' END AS grade FROM finished
UNION ALL SELECT 'r12', team, month, part, total, CASE WHEN 100 * part <= 20 * total THEN 'green' WHEN 100 * part <= 25 * total THEN 'amber' ELSE 'red' END FROM rolling;

-- part write
COPY (SELECT rule, id AS key, outcome, due_on AS due, done FROM results WHERE outcome IN ('late', 'overdue')) TO '{OUT}/breaches.csv' (HEADER);
COPY (SELECT rule, id AS key, outcome, due_on AS due, done FROM results WHERE outcome = 'due') TO '{OUT}/upcoming.csv' (HEADER);
COPY (SELECT rule::VARCHAR AS rule, outcome::VARCHAR AS outcome, count(*) AS count FROM results GROUP BY ALL UNION ALL SELECT measure, grade, count(*) FROM figures GROUP BY ALL)
  TO '{OUT}/counts.csv' (HEADER);
COPY (SELECT measure, team AS group, strftime(month, '%Y-%m') AS period, part AS numerator, total AS denominator, grade FROM figures) TO '{OUT}/kpi.csv' (HEADER);
