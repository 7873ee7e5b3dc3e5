import { headerWords, literalKey, squash } from './header-words.ts';

/** A group of things files often state that no catalog field holds. */
export interface OutsideConcept {
  /** What the column is about, as the evidence line says it. */
  readonly about: string;
  /** Words that make a header about this wherever they stand, unless the whole header is a known synonym. */
  readonly words: string;
  /** Whole headers that are about this even when a field has a similar name. */
  readonly headers?: string;
}

const concepts: readonly OutsideConcept[] = [
  {
    about: 'a security finding, not the asset',
    words: `cve cves cvss cwe plugin qid vulnerability exploit exploited exploitability exploithub severity synopsis solution remediation bugtraq bid cert iava iavb iavm iavt stig threat malware vpr epss osvdb
      xref recast finding nvt nessus metasploit canvas elliot affected authenticated unauthenticated remediated resolution weakness vector attack evidence detection kev risk false mitigation advisory bulletin schwachstelle vulnerabilite vulnerabilidad vulnerabilidade
      schweregrad fix fixed 脆弱性 深刻度 対策 検査`,
    headers: `see also, reference, references, other references, proof, results, result, output, category of finding, cvss base, risk factor, risk score, risk rating, patch published, check name, first found, last found, first observed, first detected, last detected, times detected, date last fixed, times reopened, vuln status, original severity, ssl, pci vuln, ticket state, instance of finding, impact of finding, security updates, last fixed, tracked, scan name, exposure level, alert, alerts, indexed at, in the news`,
  },
  {
    about: 'purchase or accounting',
    words: `price invoice depreciation residual salvage currency quote capex tax requisition lease leasing procurement payment amount amortization prix preis precio preco facture rechnung factura bestellung bestellnummer commande pedido commercial book
      請求 発注 購入価格 価格 金額 取得価額 減価償却`,
    headers: `cost, costs, purchase cost, purchase price, order number, order no, po number, po no, purchase order, purchase order number, po, total cost, unit cost, value, asset value amount, acquisition cost, contract, contract number, contract id, contract name, cost cc, setup cost, budget amount, annual depreciation, quantity, qty, billing, invoice number, original value, current value, replacement cost, kosten, coût, costo, custo, initial cost, vendor contract, order date, invoice date, ordered, delivery date, date ordered, seats, seats used, license key, product key, lease id`,
  },
  {
    about: 'a person or an account',
    words: `email mail phone telephone mobile fax surname firstname lastname username employee upn logged logon login licensee password courriel telefon telefono telefone telephone vorname nachname prenom requester checkout
      メール 電話 氏名 内線 従業員`,
    headers: `first name, last name, full name of user, full name, user, user name, assigned, assigned to, assigned user, used by, primary user, last user, last logged on user, current user, logged in user, user id, userid, created by, updated by, modified by, added by, sys created by, sys updated by, last modified by, registered by, entered by, job title, user email, checked out to, checked out, checkout type, user domain, account of user, benutzer, usager, utilisateur, usuario, alternate username, alternate username number, licensed to name, licensed to email, assigned on, assigned date, requested for, reported by, uploaded by, user title, manager, reports to, approver, reviewer, last login, created by user, utente, 利用者, 使用者, 利用者名, 登録者, 更新者, 作成者`,
  },
  {
    about: 'a network detail without a field',
    words: `mask netmask gateway passerelle masque nameserver dhcp ntp ntpd wins timezone gmt duplex mtu ssid nic hba wwn wwpn iqn broadcast speed adapter eni routing snmp wifi dnssec vtep missed dropped retransmitted mascara puerta
      ゲートウェイ サブネットマスク マスク ポート速度`,
    headers: `time zone, dns server, dns servers, primary dns, secondary dns, dns 1, dns 2, network adapters, nics, network cards, interface, interface name, interface id, network interface, network interface id, number of nics, port group, portgroup, network label, connection name of nic, security group, security groups, firewall, open ports count, total network adapters, network, networks, network name, virtual network, vnet, vpc, vpc id, vpc name, latency, subnet mask, ip mask, default gateway, link, link speed, up, ip status, ip assignment, ip source type, ip forwarding`,
  },
  {
    about: 'a hypervisor or guest setting',
    words: `template snapshot heartbeat consolidation evc drs folder vapp firmware boot efi uefi reboot reservation reserved limit share ballooned balloon swapped swap overhead numa cbt passthru scsi eagerly vmdk latency entitlement hotplug
      video sdk ft placeholder tool toolsstatus ide cdrom floppy encryptionkey hotadd fault srm vmotion guestid annotationkey customization allocatable board baseboard motherboard mainboard suspend suspended checkpoint thin affinity lun`,
    headers: `resource group, resource group name, host cpu, host mem,  alarm status, status check, vm tools, vmware tools, vmware tools status, tools status, tools version, tools running status, resource pool, bios, bios version, bios date, hardware version, hw version, vm version, vm hardware version, guest state, connection state, config status, alarm state, boot type, boot time, boot required, uptime, secure boot, max, overall, overall cpu usage, overall cpu demand, level, private, shared, consumed overhead, raw, sharing mode, disk mode, disk key, disk path, disk uuid, disk name, disk names, disk label, disk file, unit number, label of disk, generation, architecture, os architecture, os arch, arch, os bitness, cpu architecture, system architecture, bits, integration services, integration services version, integration services state, vi sdk, vi sdk server, vi sdk api version, vi sdk uuid, sdk, change version, num monitors, notes on tools, datastore, datastores, image, image id, image name, ami, ami id, key pair, key name, key pair name, tenancy, ebs optimized, root device, root device type, virtualization mode, launch template, monitoring, face, airflow, high availability, ha, ft state, ft role, speed mhz, cores per socket of spec, security context, dynamic memory, ha state, minimum memory, memory minimum, memory maximum, memory demand, memory status, replication state, replication health, processor speed, cpu speed, clock speed, cpu clock, cpu frequency, stepping, l2 cache, l3 cache, ht active, ht available, hyperthreading, threads, threads per core, default account, disk type, storage type, volume type, drive letter, file system, filesystem, mount point, partition, controller type, controller, controller name, controller id, disk controller, storage controller, raid controller, cpuid, bios type, compatibility, managed disk, disk id, container, agents`,
  },
  {
    about: 'capacity that is free or held back, not the size',
    words:
      'free available unused unshared unallocated remaining headroom frei libre disponible disponivel livre restante 空き 残',
    headers:
      'free space, available space, disk free, free disk, memory free, available memory, uncommitted, swap space, espacio libre, espaço livre, 空き容量',
  },
  {
    about: 'the agent or a policy, not the asset',
    words: `sensor policy antivirus av edr quarantine signature prevention containment tamper bitdefender mcafee symantec sophos jailbroken supervised compliant bootstrap ordre autopilot enrolled mdm
      ポリシー ウイルス`,
    headers: `compliance, agent version, agent status, agent state, agent, agent type, agents installed, agent health, agent name, client version, sensor version, compliance state, compliance status, compliant, managed, management agent, ownership, ownership type, discovery source, discovery method, discovery status, scan method, tracking method, source tool, source of data, scan status, connector, collector, probe, monitored, monitoring status, monitoring state, onboarding status, health status, health state, health, alarms, alert count, availability status, discovered by, authenticated scan, in latest scan, credentialed scan, credentials, patch status, patch level, patch group, patching, last patch date, last patched, patch window of agent, update status`,
  },
  {
    about: 'a backup or a replica, not the asset',
    words:
      'backup backups sauvegarde sicherung respaldo restore replica replicated replication vault tape job jobs media バックアップ',
    headers:
      'last backup, backup status, backup policy, protection, protected, retention lock, recovery point time, replication status, disaster recovery plan, dr plan, dr tested',
  },
  {
    about: 'a recommended target or an estimate, not the present state',
    words: `recommended recommendation readiness suitability suitable blocker effort estimate estimated sku rightsizing confidence proposed savings migratable assessment assessed comparable
      iam securitygroup cloudendure launchtemplate`,
    headers: `target instance type of plan, target vm size, target environment, target platform, target cloud, target architecture, future state, target date, target state, cutover date, migration date, migration start, migration end, migration status, migration owner, subnet ids test, security group ids, securitygroup ids, securitygroup ids test, iam role, test, azure vm readiness, group name, plan, phase, complexity, complexity score, score, dependencies errors, technical fit, business fit, functional suitability, technical suitability, tco, roi`,
  },
  {
    about: 'a place on the map',
    words: 'latitude longitude lat lon lng coordinate zip postal geocode postleitzahl',
    headers: 'long, lat, x, y, coordinates, zip code, postal code, plz, 緯度, 経度, 郵便番号',
  },
  {
    about: 'a flag or plumbing of the source system',
    words: `url uri href hyperlink icon logo image checksum hash etag attested unverified skip mod seal completion timesync sysclasspath wiki attachment picture photo warning error reason requestable kommentarfeld hide seq sequence csv
      urlresource modification`,
    headers: `tag category, import id, record type, sys domain path, sys class path, sys mod count, fault count, product instance id, record type, record type 1, row id, row number, line number, number, no, s no, sno, sl no, sr no, index, counter, version number of record, extension, is expected, should update, can print, requires av, should timesync, cim entity zone, skip sync, link text, web page, website, source url, self, parent, parent id, parent name, parent device, children, related to, related, attachments, path, file path, xpath, dn, distinguished name, view, display order, sort order, deleted, archived, flag, enabled, valid from, valid until, start, end, start date, end date, start time, end time, date, time, timestamp, duration, age, age in days, days, log status, action, tcp flags, window, event, message, facility code, expires, published, publication date, published date, event type, published on, day, month, year, weight, height, width, depth, color, colour, unit, sort, order, selected, check, audit, next audit date, last audit date, audited, checkout date, expected checkin date, last checkout, checkouts, checkins, requestable, warranty months, warranty in months, warranty cost, warranty status, warranty start, warranty start date, lead time, battery, temperature, power consumption, power watts, watts, btu, amps, voltage, weight kg, power supply, power supplies, psu, qr code, custom, custom 1, custom fields, config context, local context data, oob, virtual chassis, vc position, vc priority, cluster rule, cluster rules, active from, active until, from type, to type, 番号, 連番, 項番, 通番, 行番号`,
  },
  {
    about: 'how data is governed, not where or how sensitive it is',
    words: `subject subjects recipient recipients transfer transfers dpia consent lineage refresh cadence glossary certification completeness sample column columns row nullable survivorship ruleset fhir
      granularity quality profiling frequency legitimate betroffene empfanger drittland destinataire destinataires transfert personnes interessados destinatarios transferencia fuente consumers destruction safeguard safeguards dpo dsr automated articles
      datatype ingress egress`,
    headers: `source of personal data, recovery model, collation, primary key, foreign key, data type, upstream column, consumer group, disposal method, categories of data subjects, categories of individuals, categories of recipients, categories of personal data, personal data categories, personal data collected, data elements, data fields, fields, attributes, recipients, third country transfers, international transfers, technical measures, security measures, technical and organisational measures, toms, access policy, access control, access, access level, access groups, who has access, refresh cadence, update frequency, data format, format, data type, length, nullable, default value, data domain, subject area, business glossary, business terms, glossary terms, rights available, ownership type, sub resource, subresource, sample fields, sample values, source of data, data source rank, data use, data uses, legitimate interest, profiling, risk level, dpo, date of last review, last review, review date, next review, volume of records, number of records, row count, record count, records, size in rows, steward notes, data quality, data quality score, quality score, data format type, controllers and processors, joint controller, data protection officer, representative, dpia required, dpia, community, workflow status, vocabulary`,
  },
  {
    about: 'source code or a build',
    words: ' artifact packaging commit git repo maven jar war pom svn',
    headers: `repository type, repository url, repository branch, repository path, binary group, binary artifact, binary packaging, loc, lines of code, source code, source code available, code repository, build tool, build number of pipeline, namespace, ci cd`,
  },
  {
    // Sheets of a hypervisor export that were joined: what stands behind the dot is not the machine's own.
    about: 'what the machine runs on, not the machine',
    words: 'vhost vcluster vdatastore vrp vsource dvswitch dvport vmultipath',
  },
  {
    about: 'a count or part of something else',
    words: 'vms guests vnic threads',
    headers: `number vm, number vms total, vm count, number of vms, vcpu per core, number core per cpu, core per socket, core per processor, number core per socket, thread per core, vms per core, vcpu on host, number vcpus on host, instances, instance count, node count, cores per socket, core per cpu, cores per cpu, cores p/s, core ps, cpu per core, software inventory count, software count, number of hosts, host count, total slots, memory slots, empty slots, ram slots, pci cards, software inventory, installed software, installed applications, running services, processes, children count, device count, number nic, number hba, number of snapshots, monitors, printers, displays, video card, graphics card, gpu, gpu count, sound card, motherboard, keyboard, optical drive, raid, raid level, raid type, size, rows, packets, vm template, u height, height units`,
  },
];

interface CompiledConcept {
  readonly about: string;
  readonly words: ReadonlySet<string>;
  readonly headers: ReadonlySet<string>;
  readonly literals: ReadonlySet<string>;
}

const compiled: readonly CompiledConcept[] = concepts.map(({ about, words, headers }) => ({
  about,
  words: new Set(words.split(/\s+/).flatMap((word) => headerWords(word))),
  headers: new Set((headers ?? '').split(/[,\n]/).map((header) => squash(headerWords(header)))),
  literals: new Set((headers ?? '').split(/[,\n]/).map(literalKey)),
}));

/** The concept outside the catalog a whole header names; `undefined` when none does. */
export function outsideHeader(words: readonly string[]): string | undefined {
  const key = squash(words);
  return key === '' ? undefined : compiled.find((concept) => concept.headers.has(key))?.about;
}

/** The concept outside the catalog the header names letter by letter; `undefined` when none does. */
export function outsideLiteral(text: string): string | undefined {
  const key = literalKey(text);
  return key === '' ? undefined : compiled.find((concept) => concept.literals.has(key))?.about;
}

/** The concept outside the catalog one of the words belongs to; `undefined` when none does. */
export function outsideWord(words: readonly string[]): string | undefined {
  return compiled.find((concept) => words.some((word) => concept.words.has(word)))?.about;
}
