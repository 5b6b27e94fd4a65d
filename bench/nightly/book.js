import Database from 'libsql';

/** What the records in a data folder say of play for money: the only place here that knows the tables. */
export function readBook(folder) {
  const database = new Database(`${folder}/real.db`, { readonly: true });
  try {
    return {
      matches: database
        .prepare('SELECT match_id AS matchId, state, settled, net_lamports AS net FROM matches')
        .all(),
      intents: database
        .prepare(
          'SELECT id, match_id AS matchId, state, wager_lamports AS wager, net_lamports AS net FROM intents',
        )
        .all(),
    };
  } finally {
    database.close();
  }
}
