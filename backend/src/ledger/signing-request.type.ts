import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: "What a party's own key signs, so that a command takes effect." })
export class SigningRequest {
  @Field(() => ID)
  readonly commandId!: string;

  @Field(() => ID, { description: 'The key that must sign.' })
  readonly signerId!: string;

  @Field(() => Int, {
    description:
      'Place among what the key signs: the next one, or one of the next where several are asked for together.',
  })
  readonly nonce!: number;

  @Field({
    description:
      'EIP-712 typed data as JSON: types, domain, primaryType and message, as `eth_signTypedData_v4` takes it.',
  })
  readonly typedData!: string;

  @Field({ description: 'EIP-712 digest of `typedData`: 32 bytes in hex.' })
  readonly digest!: string;

  @Field({ description: 'Until when the signature is taken; the command expires then.' })
  readonly signBy!: Date;
}
