"""`tour drill`: a region is lost under load, the other one takes over, and the way back.

region.py     PostgreSQL, NATS and the five services of one region
pair.py       two of them, the second following the first, and what stands for Route 53
machines.py   what regions and processes are started with; folders.py what is kept of a drill
failover.py   a process: health checks, the latch, and the connections that follow them
balancer.py   a process: connections in turn to the gateways that are in service
connections.py  what these two share
load.py       a process: people who read, and officials who write
standby.py    a process: every route of the site, asked of a standby
browser.py    a browser without JavaScript, forms.py the pages it reads
journal.py    what these processes write down, a line for each thing that happened
runbook.py    the steps, as docs/drill.md has them
evidence.py   what the journals and the databases show, as figures
report.py     figures and steps as JSON, and as a page with the picture of the run
command.py    the command `tour drill`
rolling.py    `tour rolling`: the schema grows and every replica is replaced under load
migrating.py  migrations under load, one of them in vain; rehearsal/ what they do
versions.py   this code, or an earlier commit's

What is rehearsed here with processes is done on AWS by an operator with the same steps.
"""
