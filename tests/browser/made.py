"""The pages that are opened: the sample council with an improvement plan, Annex A, and made ones: hostile, all clear, empty, 50,000 breaches."""
import csv
import datetime
import subprocess

rules = '''ruleset "{title}"
calendar plain
  working monday to friday
  known from 1 January 2020
  known until 31 December 2030

record child
  name  text  key

record task of child
  task    text  key
  opened  date  orders
  ended   date  optional
  team    text  optional shown
  worker  text  optional shown

feed made
  dates are yyyy-mm-dd
  blank is ""
  file "child.csv" gives child
    name is "name"
  file "task.csv" gives task
    task is "task"
    opened is "opened"
    ended is "closed"
    team is "team"
    worker is "worker"
    parent is the child whose name is "child"

timescale closed_in_time "{rule}"
  for each task
  law "{law}"
  from task.opened to task.ended within 10 working days

scale rag: green, amber, red

measure share_in_time "{measure}"
  law "{law}"
  percentage of closed_in_time that are met
  counted when due
  per month
  by task.team
  hide counts under 6
  bands on rag: green at least 90%, amber at least 70%, otherwise red
'''
plan = '''
action mend_it "{action}"
  owner "{owner}"
  due 1 March 2026
  needs no breach of closed_in_time
'''

# Each would do harm where it is not text: in HTML, in a script, in an attribute, in a spreadsheet, to how a line is read.
hostile = [
    '<script>window.hurt=1</script>', '"><img src=x onerror=window.hurt=1>', "'onmouseover='window.hurt=1", '</script><script>window.hurt=1</script>', '<!--', ']]>',
    '=1+1', '+cmd|calc', '-2+3', '@SUM(A1)', '  =1+1', '\tx', '\uff1dA1', 'a,b;"c"', 'javascript:window.hurt=1', '\u202egnp.exe', '\u2028line\u2029', 'caf\u00e9 \U0001f600', '&lt;b&gt;', '{{main}}', '${1}', '%00', '\\u003c',
]


def row_texts():
    return hostile + ['x' * 10_000, '<b>' * 3_000]


def write(folder, children, tasks):
    folder.mkdir()
    for name, head, rows in (('child.csv', ['name'], children), ('task.csv', ['task', 'child', 'opened', 'closed', 'team', 'worker'], tasks)):
        with open(folder / name, 'w', newline='', encoding='utf-8') as file:
            csv.writer(file, lineterminator='\n').writerows([head, *rows])


def run(binary, out, *arguments, cwd, files='csv,html'):
    done = subprocess.run([binary, 'run', *map(str, arguments), '--files', files, '--out', out], cwd=cwd, capture_output=True, text=True)
    if not (out / 'report.html').exists():
        raise SystemExit(' '.join(map(str, arguments)) + ' made no page:\n' + done.stdout + done.stderr)


def quoted(text):
    return text.replace('"', '""').replace('\n', ' ')


def pages(binary, root, work):
    day = datetime.date(2026, 3, 31)
    run(binary, work / 'council', 'rules/england', 'rules/plans/banes_2012_looked_after.duly', '--data', 'fixtures/council', '--as-of', day, cwd=root)
    beside = (('forecast.csv', 'due', ['--days', '10', '--forecast', '--format', 'csv']), ('explain.html', 'explain', ['--for', 'make_reviews_timely', '--format', 'html']),
              ('graph.svg', 'graph', ['--state', '--failing', '--format', 'svg']))
    for name, verb, options in beside:
        done = subprocess.run([binary, verb, 'rules/england', 'rules/plans/banes_2012_looked_after.duly', '--data', 'fixtures/council', '--as-of', str(day), *options], cwd=root, capture_output=True, text=True)
        (work / 'council' / name).write_text(done.stdout, encoding='utf-8')
    run(binary, work / 'annex', 'rules/england', '--data', 'fixtures/annex_a', '--as-of', '2021-03-16', cwd=root)

    calm = {'title': 'Made up', 'rule': 'A task is closed in time', 'law': 'An Act', 'measure': 'Tasks closed in time', 'action': 'Close every task', 'owner': 'Head of service'}
    (work / 'calm.duly').write_text((rules + plan).format(**calm), encoding='utf-8')
    in_time = [[f'T{n}', f'C{n}', '2026-03-02', '2026-03-05', 'North', 'A Worker'] for n in range(20)]
    write(work / 'clear_data', [[f'C{n}'] for n in range(20)], in_time)
    run(binary, work / 'clear', 'calm.duly', '--data', 'clear_data', '--as-of', day, cwd=work)
    write(work / 'empty_data', [], [])
    run(binary, work / 'empty', 'calm.duly', '--data', 'empty_data', '--as-of', day, cwd=work)

    # Seven in time and two late in the South: so few that nothing of its figures may stand in the page. 4711 is the mark that is looked for.
    few = [[f'F{n}', f'C{n}', '2026-03-02', '2026-03-05' if n < 5 else '2026-03-30', 'South' if n < 7 else 'North', ''] for n in range(20)]
    write(work / 'few_data', [[f'C{n}'] for n in range(20)], few)
    run(binary, work / 'few', 'calm.duly', '--data', 'few_data', '--as-of', day, cwd=work)

    # March 2026, no day told: 25 working days later is one of the days from 3 April to 5 May.
    (work / 'doubt.duly').write_text((rules + plan).format(**calm).replace('within 10 working', 'within 25 working'), encoding='utf-8')
    write(work / 'doubt_data', [['C1'], ['C2']], [['T1', 'C1', '2026-03', '', 'North', ''], ['T2', 'C2', '2026-03-26', '', 'North', '']])
    run(binary, work / 'doubt', 'doubt.duly', '--data', 'doubt_data', '--as-of', day, cwd=work)

    texts = row_texts()
    words = {'title': quoted(hostile[0]), 'rule': quoted(hostile[1] + hostile[3]), 'law': quoted(hostile[3]), 'measure': quoted(hostile[0] + '\u202eabc'), 'action': quoted('<b>' * 4_000), 'owner': quoted(hostile[3])}
    (work / 'hostile.duly').write_text((rules + plan).format(**words), encoding='utf-8')
    write(work / 'hostile_data', [[f'{text}'] for text in texts], [[f'{text}', f'{text}', '2026-01-05', '', f'{text}', f'{text}'] for text in texts])
    run(binary, work / 'hostile', 'hostile.duly', '--data', 'hostile_data', '--as-of', day, cwd=work)

    late = [[f'T{n}', f'C{n // 5}', str(day - datetime.timedelta(days=20 + n % 900)), '' if n % 4 == 0 else str(day), f'Team {n % 23}', f'Worker {n % 311}'] for n in range(50_000)]
    write(work / 'many_data', [[f'C{n}'] for n in range(10_000)], late)
    run(binary, work / 'many', 'calm.duly', '--data', 'many_data', '--as-of', day, cwd=work)
    run(binary, work / 'council_again', 'rules/england', 'rules/plans/banes_2012_looked_after.duly', '--data', 'fixtures/council', '--as-of', day, '--threads', 1, cwd=root, files='html')
