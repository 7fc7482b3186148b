import { defineWords } from '../../kernel/words.ts'

/** Why a start was refused, with the setting it hangs on and the next step. Namespace `start`. */
export const startWords = defineWords(
  {
    bad_port: 'PORT 应为 0 到 65535 的整数，现在是“{{value}}”；不写就是 8080。',
    bad_profile: 'NUANXIN_PROFILE 应为 production（真实数据）或 evaluation（只是试用），现在是“{{value}}”。',
    bad_proxies:
      'NUANXIN_PROXIES 应为反向代理的 IP 地址或网段，用逗号分开（如 127.0.0.1, 10.1.0.0/16）；“{{value}}”不是。',
    bad_passwords:
      'NUANXIN_PASSWORDS 应为 mlps（等级保护：三类字符，90 天一换）或 asvs（长度和词表，不定期换），现在是“{{value}}”；不写就是 mlps。',
    bad_database_url:
      'DATABASE_URL 不是 PostgreSQL 的地址；写法如 postgresql://用户:密码@主机:5432/nuanxin。密码里的特殊字符要编码（@ 写成 %40）。',
    folder_is_file: '数据文件夹 {{folder}} 用不了：这条路径上有一个文件。请用 NUANXIN_DATA 另指一个文件夹。',
    folder_denied: '数据文件夹 {{folder}} 不让写入。请给运行本程序的用户写入权限，或用 NUANXIN_DATA 另指一个文件夹。',
    folder_unusable: '数据文件夹 {{folder}} 用不了（{{reason}}）。请用 NUANXIN_DATA 另指一个文件夹。',
    secrets_unreadable: '{{file}} 读不懂，可能已损坏。请从备份取回这个文件再启动；没有它，加密的内容读不出来。',
    database_login: '数据库不接受 DATABASE_URL 里的用户名或密码（{{reason}}）。请改正后再启动。',
    database_host_unknown: '找不到 DATABASE_URL 里的主机 {{host}}。请核对主机名后再启动。',
    database_unreachable:
      'DATABASE_URL 里的数据库 {{host}} 连不上（{{reason}}）。请看它是否已启动、主机和端口是否正确，再启动。',
    database_missing: '没有 DATABASE_URL 里的数据库 {{database}}，也连不上库 postgres 去建立它。请先建立它，再启动。',
    database_denied:
      'DATABASE_URL 的用户权限不够（{{reason}}）。它要能建立角色（CREATEROLE），并能建立数据库（CREATEDB）或拥有这个数据库；第一次用的用户以后也要用。',
    server_old:
      'PostgreSQL {{version}} 太旧，或有已公布的漏洞。请升级到 {{minimum}} 或更新的版本，再启动。只是试用、没有真实数据，可写 NUANXIN_PROFILE=evaluation（16 起）。',
    keys_differ:
      '数据库 {{database}} 属于另一份 secrets.json，不是 {{file}}。没有启动，什么也没有改动。请从备份取回原来的文件，放到这个位置，再启动。',
    server_taken:
      '这个数据库服务器上已有另一套暖心，不归 {{file}} 所有。没有启动，什么也没有改动。请另用一个服务器（集群）；恢复备份时请先取回原来的 secrets.json。',
    port_taken: '端口 {{port}} 已被别的程序占用；请用 PORT 另选一个，例如 PORT=8090 npm start',
    port_denied: '不许使用端口 {{port}}；请用 PORT 另选一个 1024 以上的，例如 PORT=8090 npm start',
    bad_host:
      'HOST={{host}} 不是这台机器的地址（{{reason}}）；只在本机用就不必写，要让别的机器也能打开就写 HOST=0.0.0.0。',
  },
  {
    bad_port: 'PORT must be a whole number from 0 to 65535, not “{{value}}”; without it, it is 8080.',
    bad_profile: 'NUANXIN_PROFILE must be production (real data) or evaluation (only tried), not “{{value}}”.',
    bad_proxies:
      'NUANXIN_PROXIES lists IP addresses or networks of proxies with commas between them (127.0.0.1, 10.1.0.0/16); “{{value}}” is none.',
    bad_passwords:
      'NUANXIN_PASSWORDS must be mlps (three kinds of characters, a change every 90 days) or asvs (length and list), not “{{value}}”; without it, it is mlps.',
    bad_database_url:
      'DATABASE_URL is no PostgreSQL address; write postgresql://user:password@host:5432/nuanxin, special characters of the password encoded (@ as %40).',
    folder_is_file:
      'The data folder {{folder}} cannot be used: a file stands in its path. Name another folder with NUANXIN_DATA.',
    folder_denied:
      'The data folder {{folder}} may not be written to. Let the user who runs this write to it, or name another with NUANXIN_DATA.',
    folder_unusable: 'The data folder {{folder}} cannot be used ({{reason}}). Name another folder with NUANXIN_DATA.',
    secrets_unreadable:
      '{{file}} cannot be understood and may be damaged. Bring it back from its backup and start again: without it, sealed content stays closed.',
    database_login:
      'The database does not take the user or the password in DATABASE_URL ({{reason}}). Correct it and start again.',
    database_host_unknown: 'The host {{host}} in DATABASE_URL is not known. Check its name and start again.',
    database_unreachable:
      'The database at {{host}} in DATABASE_URL cannot be reached ({{reason}}). See that it runs, that host and port are right, and start again.',
    database_missing:
      'The database {{database}} in DATABASE_URL is not there, and postgres, from which it would be made, takes no login. Make it and start again.',
    database_denied:
      'The login in DATABASE_URL lacks a right ({{reason}}): it needs CREATEROLE, and CREATEDB or this database. The login used first is kept.',
    server_old:
      'PostgreSQL {{version}} is too old, or has known holes. Update to {{minimum}} or newer. Only to try it (from 16 on): NUANXIN_PROFILE=evaluation',
    keys_differ:
      'The database {{database}} belongs to another secrets.json than {{file}}. Nothing was changed. Bring the former file back to this place and start again.',
    server_taken:
      'This server already serves another Nuanxin, not that of {{file}}. Nothing was changed. Use a server (cluster) of its own, or restore secrets.json.',
    port_taken: 'Port {{port}} is taken by another program; choose another, for example PORT=8090 npm start',
    port_denied: 'Port {{port}} may not be used; choose one above 1024 with PORT, for example PORT=8090 npm start',
    bad_host:
      'HOST={{host}} is no address of this machine ({{reason}}); leave it out for this machine alone, or say HOST=0.0.0.0 to let others in.',
  },
)
