import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Read model: what a buyer agreed to about its silence to a supplier. Only the projector writes it. */
@Entity({ name: 'silence_agreement' })
export class SilenceAgreementEntity {
  @PrimaryColumn({ type: 'text' })
  buyer!: string;

  @PrimaryColumn({ type: 'text' })
  supplier!: string;

  /** Days after which an unanswered claim may be deemed confirmed; 0 where the agreement ended. */
  @Column({ type: 'smallint' })
  silenceDays!: number;

  /** Bits of the contracts' `ConfirmationScope` that the silence covers. */
  @Column({ type: 'smallint' })
  scope!: number;

  /** It holds for what is registered or amended from then on. */
  @Column({ type: 'timestamptz' })
  agreedAt!: Date;
}
