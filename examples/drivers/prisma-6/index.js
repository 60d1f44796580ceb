export { PrismaPg } from '@prisma/adapter-pg';
export { PrismaClient } from './client/client.ts';
