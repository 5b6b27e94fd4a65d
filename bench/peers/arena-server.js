import { createArena } from '../../dist/src/arena/index.js';

const arena = await createArena({ port: 0, limits: false, house: null });
process.send({ url: arena.url });
