import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity()
export class Site {
  @PrimaryGeneratedColumn({ name: 'site_id' })
  siteId!: number;

  @Column('text', { unique: true })
  name!: string;
}
