import { rowBatch, type Dataset } from '../dataset.ts';

/** The clients. Every shard has all of them. */
export const clientsDataset: Dataset = {
  name: 'clients',
  tables: [['client_info', 'clients']],
  per: 'client',
  needs: [],
  everywhere: true,
  timeless: true,
  keepsExisting: true,
  *batches(world, index) {
    const { id, name } = world.client(index);
    yield rowBatch(['client_info', 'clients'], { client_id: id, name });
  },
};
