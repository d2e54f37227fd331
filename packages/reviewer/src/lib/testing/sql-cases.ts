import type { Case } from './temporary-review.ts'

/** A table that exists, and a migration that comes after it. */
function migration(text: string): Record<string, string> {
  return {
    'migrations/1_orders.sql': 'create table orders (id bigint primary key, note text, total int);',
    'migrations/2_next.sql': text,
  }
}

export const sqlCases: Readonly<Record<string, Case>> = {
  'drop-in-use': {
    planted: migration('alter table orders drop column note;'),
    clean: migration('create table drafts (id int, note text); drop table drafts;'),
  },
  'rename-in-use': {
    planted: migration('alter table orders rename column note to remark;'),
    clean: migration('alter table orders add column remark text;'),
  },
  'rewrite-on-type-change': {
    planted: migration('alter table orders alter column total type bigint;'),
    clean: migration('alter table orders alter column note type varchar(200);'),
  },
  'rewrite-on-default': {
    planted: migration('alter table orders add column token uuid default gen_random_uuid();'),
    clean: migration('alter table orders add column placed_at timestamptz default now();'),
  },
  'required-column-without-default': {
    planted: migration('alter table orders add column state text not null;'),
    clean: migration(`alter table orders add column state text not null default 'new';`),
  },
  'not-null-locks-table': {
    planted: migration('alter table orders alter column note set not null;'),
    clean: migration(
      'alter table orders add constraint noted check (note is not null) not valid;\nalter table orders validate constraint noted;',
    ),
  },
  'constraint-locks-table': {
    planted: migration('alter table orders add constraint positive check (total > 0);'),
    clean: migration('alter table orders add constraint positive check (total > 0) not valid;'),
  },
  'index-locks-writes': {
    planted: migration('create index on orders (note);'),
    clean: migration('create index concurrently orders_note on orders (note);'),
  },
  'concurrently-in-transaction': {
    planted: migration('begin;\ncreate index concurrently orders_note on orders (note);\ncommit;'),
    clean: migration('create index concurrently orders_note on orders (note);'),
  },
  'change-of-all-rows': {
    planted: migration(`update orders set note = '';`),
    clean: migration(`update orders set note = '' where id between 1 and 1000;`),
  },
  'unindexed-foreign-key': {
    planted: {
      'schema.sql': `create table orders (id int primary key);
create table items (id int primary key, order_id int references orders (id));`,
    },
    clean: {
      'schema.sql': `create table orders (id int primary key);
create table items (id int primary key, order_id int references orders (id));
create index on items (order_id);`,
    },
  },
  'money-as-float': {
    planted: { 'schema.sql': 'create table orders (id int primary key, total_price real);' },
    clean: {
      'schema.sql': 'create table orders (id int primary key, total_price numeric(12, 2));',
    },
  },
  'unindexed-query': {
    planted: {
      'schema.sql': 'create table orders (id int primary key, customer_id int, total int);',
      'store.ts':
        'export const find = (db, id) => db.query("select * from orders where customer_id = $1", [id])',
    },
    clean: {
      'schema.sql':
        'create table orders (id int primary key, customer_id int, total int); create index on orders (customer_id);',
      'store.ts':
        'export const find = (db, id) => db.query("select * from orders where customer_id = $1", [id])',
    },
  },
}
