import type { ImportCategory } from '@landfall/domain/catalog/import-category';

/** What a file of a category may look like; the rows of its template. */
export interface CategoryExample {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const texts: Readonly<Record<ImportCategory, string>> = {
  cmdb_export: `Name|Hostname|Type|Serial Number|Operating System|Memory GB|IP Address|Environment|Location|Department|Cost Center|Owner
Shop web server|web01|Server|SN-4711A|Red Hat Enterprise Linux 9|16|10.0.0.11|Production|Berlin|Sales|4100|Ann Lee
Orders database|db01|Database server|SN-4711B|Windows Server 2019|64|10.0.0.21|Production|Berlin|Sales|4100|Bob Ray`,
  app_discovery: `Source Host|Source IP|Target Host|Target IP|Target Port|Protocol|Connections|Bytes|Last Seen
web01|10.0.0.11|db01|10.0.0.21|1433|tcp|1250|73400320|2026-01-31T10:00:00Z
app02|10.0.0.12|web01|10.0.0.11|443|https|310|5242880|2026-01-31T10:00:00Z`,
  infrastructure: `VM|IP Address|OS|CPUs|Memory GB|Disk GB|Used GB|CPU Avg %|CPU Peak %|Memory Avg %|Host|Cluster|Last Seen
web01|10.0.0.11|Red Hat Enterprise Linux 9|4|16|100|62|18|71|44|esx01|prod-a|2026-01-31T10:00:00Z
db01|10.0.0.21|Windows Server 2019|8|64|500|410|35|88|80|esx02|prod-a|2026-01-31T10:00:00Z`,
  sensitive_data: `Data Set|Data Store|Application|Classification|Contains PII|Regulation|Encryption|Data Owner|Retention
Customer accounts|crm-db|CRM|Confidential|yes|GDPR|at rest|Ann Lee|P7Y
Press releases|web-cms|Website|Public|no||none|Bob Ray|P2Y`,
};

/** The example of a category. */
export function exampleOf(category: ImportCategory): CategoryExample {
  const [columns = [], ...rows] = texts[category].split('\n').map((line) => line.split('|'));
  return { columns, rows };
}
