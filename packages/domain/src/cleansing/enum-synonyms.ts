import { ownValue } from '../shared/own-value.ts';
import { foldWord } from './clean-text.ts';

type Table = Readonly<Record<string, string>>;

/** Words that mean each value of a vocabulary, in English, German, French, Spanish, Portuguese and Japanese. */
const tables: Readonly<Record<string, Table>> = {
  environment: {
    production:
      'p,prod,prd,live,produktion,produktiv,produktivsystem,productive,production environment,produccion,producao,produtivo,本番,本番環境,prod environment,pro,operational,operativo,live system,productie,produzione,esercizio',
    staging:
      'stg,stage,staging environment,pre prod,preprod,pre production,preproduction,ppd,pprd,vorproduktion,preproduccion,pre producao,preproduktion,uat,user acceptance testing,user acceptance,abnahme,abnahmetest,acceptance,acc,recette,homologation,homologacion,homologacao,hml,acceptatie,integration,integrationstest,integracion,integracao,int,ステージング,検証,検証環境',
    qa: 'quality,quality assurance,qualitat,qualitatssicherung,qs,q,qualite,assurance qualite,calidad,qualidade,品質保証',
    test: 't,tst,testing,test environment,testsystem,testumgebung,essai,tests,prueba,pruebas,teste,testes,collaudo,テスト,テスト環境,試験',
    development:
      'd,dev,devel,develop,development environment,entwicklung,entwicklungsumgebung,developpement,desarrollo,desenvolvimento,開発,開発環境,des,sviluppo,ontwikkeling,utveckling',
    disaster_recovery:
      'dr,drp,bcp,dr site,disaster,recovery,standby,failover,notfall,ausfallrechenzentrum,k fall,katastrophenfall,reprise,reprise apres sinistre,pra,recuperacion de desastres,recuperacao de desastres,contingencia,災害復旧',
    sandbox:
      'sbx,sand box,lab,labor,laboratory,poc,demo,training,schulung,playground,spielwiese,bac a sable,formation,laboratorio,サンドボックス',
  },
  business_criticality: {
    critical:
      'very high,mission critical,business critical,highest,tier 0,tier 1,tier1,tier0,t0,t1,p1,priority 1,1 critical,1 most critical,most critical,kritisch,sehr hoch,geschaftskritisch,critique,tres elevee,critico,critica,muy alta,muito alta,vital,platinum,essential,最重要,最高,高い重要度',
    high: 'important,tier 2,tier2,t2,p2,priority 2,2 high,2 somewhat critical,somewhat critical,hoch,wichtig,haute,eleve,elevee,haut,alta,alto,importante,gold,高,高い,business important',
    medium:
      'med,moderate,normal,average,standard,tier 3,tier3,t3,p3,priority 3,3 moderate,3 medium,3 less critical,less critical,mittel,moyen,moyenne,moderee,media,medio,moderada,moderado,silver,business operational,中,普通',
    low: 'minor,lowest,very low,tier 4,tier4,tier 5,t4,p4,priority 4,4 low,4 not critical,not critical,non critical,niedrig,gering,unkritisch,faible,basse,baja,bajo,baixa,baixo,no critico,nao critico,bronze,administrative,低,低い',
  },
  status: {
    planned:
      'plan,in planning,proposed,ordered,on order,pending,pending install,in progress,build,building,geplant,bestellt,in planung,prevu,planifie,commande,planificado,previsto,planejado,pedido,計画中,予定',
    active:
      'in use,in service,in production,installed,operational,live,running,deployed,online,up,aktiv,in betrieb,produktiv,in benutzung,im einsatz,installiert,actif,active,en service,en production,installe,activo,activa,en uso,en produccion,ativo,ativa,em uso,em producao,instalado,production,implementation,ready,1,稼働中,稼働,使用中,運用中',
    inactive:
      'disabled,offline,down,not in use,out of service,non operational,unused,inaktiv,deaktiviert,ausser betrieb,abgeschaltet,inactif,hors service,inutilise,inactivo,inactiva,fuera de servicio,inativo,fora de servico,停止,停止中,未使用,stopped',
    maintenance:
      'in maintenance,under maintenance,in repair,repair,pending repair,wartung,in wartung,reparatur,en maintenance,en reparation,mantenimiento,en mantenimiento,manutencao,em manutencao,保守中,メンテナンス,メンテナンス中,修理中',
    in_stock:
      'stock,in storage,spare,available,inventory,ready to deploy,auf lager,lager,ersatz,en stock,stocke,en almacen,disponible,em estoque,disponivel,在庫,予備',
    retired:
      'decommissioned,decommission,decom,decommed,disposed,end of life,eol,obsolete,archived,scrapped,removed,sold,phased out,stillgelegt,ausgemustert,ausser dienst,entsorgt,verschrottet,retire,decommissionne,mis au rebut,obsolete,retirado,dado de baja,baja,desativado,descomissionado,obsoleto,廃棄,廃止,撤去,除却',
    missing:
      'lost,stolen,absent,not found,lost stolen,vermisst,verloren,gestohlen,fehlt,manquant,perdu,vole,perdido,robado,faltante,extraviado,roubado,紛失,所在不明',
  },
  power_state: {
    on: 'poweredon,powered on,power on,running,up,online,started,active,ein,eingeschaltet,an,lauft,allume,demarre,sous tension,en marche,encendido,encendida,ligado,ligada,起動,オン,稼働中,vm running,1,true',
    off: 'poweredoff,powered off,not running,notrunning,power off,stopped,down,offline,shutdown,shut down,deallocated,vm deallocated,vm stopped,terminated,halted,aus,ausgeschaltet,gestoppt,eteint,arrete,hors tension,apagado,apagada,detenido,desligado,desligada,parado,停止,オフ,0,false',
    suspended:
      'suspend,paused,saved,hibernated,sleeping,standby,angehalten,pausiert,suspendu,en pause,suspendido,pausado,suspenso,一時停止,サスペンド',
  },
  os_family: {
    windows: 'win,microsoft windows,ms windows,windows server,microsoft,windowsguest,win32,win64',
    linux:
      'gnu linux,linuxguest,redhat,red hat,rhel,centos,ubuntu,debian,suse,sles,oracle linux,amazon linux,rocky linux,unix linux',
    unix: 'aix,solaris,hp ux,hpux,freebsd,openbsd,netbsd,bsd,sunos,solarisguest',
    macos: 'mac,mac os,mac os x,os x,darwin,darwinguest,osx',
    network_os: 'ios,ios xe,nx os,nxos,junos,eos,fortios,pan os,network os,network',
    hypervisor: 'esx,esxi,vmware esxi,vmware esx,xenserver,hyper v,ahv,proxmox',
    other: 'others,otherguest,sonstige,andere,autre,autres,otro,otros,outro,outros,その他',
  },
  cloud_provider: {
    aws: 'amazon,amazon web services,ec2,amazon aws,amazon ec2,aws ec2',
    azure: 'microsoft azure,ms azure,azure cloud,microsoft',
    gcp: 'google,google cloud,google cloud platform,gce',
    oracle: 'oci,oracle cloud,oracle cloud infrastructure',
    ibm: 'ibm cloud,softlayer,bluemix',
    alibaba: 'alibaba cloud,aliyun',
    other:
      'others,private,private cloud,on premise,on premises,onprem,on prem,openstack,ovh,ovhcloud,digitalocean,hetzner,sonstige,autre,otro,outro,その他',
  },
  application_type: {
    cots: 'commercial,commercial off the shelf,off the shelf,packaged,package,vendor,purchased,third party,3rd party,standardsoftware,kaufsoftware,progiciel,comercial,パッケージ,市販',
    custom:
      'custom built,custom developed,in house,inhouse,bespoke,homegrown,home grown,internal,proprietary,eigenentwicklung,individualsoftware,individual,specifique,developpement interne,a medida,desarrollo propio,personalizado,sob medida,desenvolvimento proprio,スクラッチ,自社開発,カスタム',
    custom_cots:
      'customized cots,customised cots,custom cots,modified cots,cots customized,cots custom,configured cots,angepasste standardsoftware,hybrid',
    saas: 'software as a service,cloud service,hosted,cloud,クラウド',
    other: 'others,sonstige,autre,otro,outro,open source,その他',
  },
  data_classification: {
    public: 'open,unrestricted,offentlich,publique,publico,publica,公開,c0',
    internal:
      'internal use,internal use only,internal only,company internal,private,official,intern,nur fur den internen gebrauch,interne,usage interne,interno,interna,uso interno,社内,社外秘,内部,c1',
    confidential:
      'sensitive,conf,vertraulich,confidentiel,confidentielle,confidencial,sensible,sensivel,秘,機密,c2',
    restricted:
      'highly confidential,strictly confidential,secret,top secret,highly restricted,very sensitive,highly sensitive,streng vertraulich,geheim,restreint,tres confidentiel,secreto,restringido,restrito,altamente confidencial,極秘,制限付き,c3',
  },
  encryption_status: {
    none: 'no,not encrypted,unencrypted,false,disabled,plaintext,plain text,keine,nein,unverschlusselt,non,non chiffre,aucun,ninguno,sin cifrar,no cifrado,nenhum,nao criptografado,なし,暗号化なし',
    at_rest:
      'rest,encrypted at rest,data at rest,disk,storage,tde,ruhend,im ruhezustand,au repos,en reposo,em repouso,保存時',
    in_transit:
      'transit,encrypted in transit,data in transit,tls,ssl,in motion,bei ubertragung,transport,en transito,em transito,en transit,転送時,通信時',
    both: 'full,all,at rest and in transit,in transit and at rest,at rest in transit,end to end,beides,vollstandig,les deux,complet,ambos,両方',
  },
  migration_strategy: {
    rehost: 'lift and shift,lift shift,rehosting,re host,relocate,iaas',
    replatform: 'lift and reshape,lift tinker and shift,re platform,replatforming,paas',
    refactor: 're factor,refactoring,modernize,modernise',
    rearchitect: 're architect,rewrite,rebuild,re architecting,rearchitecture,redesign,cloud native',
    replace: 'repurchase,re purchase,drop and shop,saas,ersetzen,remplacer,reemplazar,substituir',
    retire:
      'decommission,decommissioned,decom,retiring,sunset,eliminate,abschalten,stilllegen,decommissionner,retirar,desativar,廃止',
    retain:
      'keep,revisit,retain revisit,tolerate,stay,no migration,do nothing,behalten,conserver,mantener,manter,維持',
  },
  level: {
    low: 'l,simple,easy,minor,niedrig,gering,einfach,faible,basse,baja,bajo,baixa,baixo,低',
    medium: 'm,med,moderate,average,normal,mittel,moyen,moyenne,media,medio,moderado,中',
    high: 'h,complex,very high,hoch,komplex,haute,eleve,elevee,alta,alto,complejo,complexo,高',
  },
  documentation_quality: {
    none: 'no,no documentation,missing,keine,aucune,ninguna,nenhuma,なし',
    poor: 'bad,low,outdated,incomplete,schlecht,mangelhaft,mauvaise,faible,mala,pobre,ruim',
    fair: 'average,medium,partial,ok,acceptable,mittel,ausreichend,moyenne,regular,parcial',
    good: 'high,complete,excellent,up to date,gut,vollstandig,bonne,buena,completa,boa,良い',
  },
  asset_type: {
    server:
      'servers,physical server,physical machine,physical,windows server,linux server,unix server,aix server,solaris server,esx server,esxi host,vmware host,hypervisor,host,node,hardware,rack server,blade,blade server,computer,device,machine,mainframe,bare metal,baremetal,web server,mail server,file server,serveur,serveur physique,servidor,servidor fisico,physischer server,rechner,サーバ,サーバー,物理サーバ,物理サーバー,win server,app server,hyper v server,ci computer,virtualization server',
    virtual_machine:
      'vm,vms,virtual server,virtual,virtual machine instance,vmware instance,vmware virtual machine,guest,instance,ec2,ec2 instance,compute instance,cloud instance,cloud server,virtualmachine,aws ec2 instance,microsoft compute virtualmachines,virtuelle maschine,virtueller server,machine virtuelle,serveur virtuel,maquina virtual,servidor virtual,仮想マシン,仮想サーバ,仮想サーバー,virtual host',
    database:
      'db,databases,database server,database instance,sql server,mssql,oracle database,oracle instance,mysql,postgresql,mongodb,rds,cache,redis,memcached,db instance,mssql instance,db mssql instance,db ora instance,datenbank,datenbankserver,datenbankinstanz,base de donnees,base de datos,banco de dados,データベース',
    application:
      'app,apps,applications,business application,business service,service,software,application server software,web application,application service,web service,web site,website,appl,saas application,anwendung,applikation,fachanwendung,dienst,aplicacion,aplicacao,aplicativo,servicio,servico,logiciel,アプリケーション,アプリ,システム,業務システム',
    component:
      'module,microservice,library,middleware,component,software component,komponente,modul,composant,componente,コンポーネント',
    network:
      'network device,network gear,networkdevice,netgear,switch,network switch,router,ip router,ip switch,firewall,gateway,access point,wireless access point,wlan controller,vpn,vpn gateway,network equipment,network appliance,netzwerk,netzwerkgerat,reseau,equipement reseau,commutateur,routeur,pare feu,red,dispositivo de red,conmutador,enrutador,rede,equipamento de rede,roteador,ネットワーク,ネットワーク機器,スイッチ,ルータ,ルーター,ファイアウォール,core switch,edge switch',
    load_balancer:
      'loadbalancer,lb,adc,application delivery controller,f5,elb,alb,nlb,lb service,lastverteiler,repartiteur de charge,balanceador,balanceador de carga,balanceador de cargas,ロードバランサ,ロードバランサー',
    storage:
      'storage device,storage array,san,nas,storage system,disk array,filer,tape library,storage server,mass storage,storage volume,storage switch,speicher,speichersystem,stockage,baie de stockage,almacenamiento,armazenamento,cabina de almacenamiento,ストレージ',
    security_group:
      'security groups,sg,network security group,nsg,sicherheitsgruppe,groupe de securite,grupo de seguridad,grupo de seguranca',
    container:
      'containers,docker container,kubernetes pod,pod,kubernetes container,docker,container image,conteneur,contenedor,conteiner,コンテナ',
    data_store:
      'datastore,data store,data set,dataset,data lake,data warehouse,bucket,s3 bucket,file share,fileshare,share,repository,datenspeicher,entrepot de donnees,almacen de datos,repositorio de dados,データストア',
    other:
      'others,misc,miscellaneous,sonstige,sonstiges,autre,autres,otro,otros,outro,outros,その他,printer,drucker,imprimante,impresora,impressora,ups,pdu,monitor,phone,laptop,desktop,tablet,workstation,notebook',
  },
};

const tableOfField: Readonly<Record<string, string>> = {
  business_logic_complexity: 'level',
  configuration_complexity: 'level',
  change_tolerance: 'level',
};

function wordsOf(table: Table): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const [value, synonyms] of Object.entries(table)) {
    for (const synonym of synonyms.split(',')) {
      const word = foldWord(synonym);
      // The first value that claims a word keeps it, so that the order of a table decides.
      if (!words.has(word)) words.set(word, value);
    }
  }
  for (const value of Object.keys(table)) words.set(foldWord(value), value);
  return words;
}

const lookups = new Map(Object.entries(tables).map(([name, table]) => [name, wordsOf(table)] as const));

/**
 * The vocabulary value a word means for an enum field, through the field's synonym table.
 *
 * `valueMap` holds what a person decided for this column (folded source word to value) and goes first.
 * `undefined` for a word neither knows; no value is ever guessed by similarity.
 */
export function parseEnum(
  text: string,
  field: EnumField,
  valueMap: Readonly<Record<string, string>> = {},
): string | undefined {
  const word = foldWord(text);
  const meant = ownValue(valueMap, word) ?? vocabularyWord(word, field) ?? synonymOf(word, field.key);
  return meant === undefined || field.vocabulary?.includes(meant) === false ? undefined : meant;
}

/** The part of an enum field that {@link parseEnum} needs. */
export interface EnumField {
  readonly key: string;
  readonly vocabulary?: readonly string[];
}

function vocabularyWord(word: string, field: EnumField): string | undefined {
  return field.vocabulary?.find((value) => foldWord(value) === word);
}

function synonymOf(word: string, field: string): string | undefined {
  const table = lookups.get(tableOfField[field] ?? field);
  return table?.get(word) ?? table?.get(word.replace(/^(?:cmdb ci|cmdb|ci|alm) (?=\S)/, ''));
}

/** Fields that have a synonym table of their own or share one. */
export const fieldsWithSynonyms: readonly string[] = [
  ...Object.keys(tables).filter((name) => name !== 'level'),
  ...Object.keys(tableOfField),
];
