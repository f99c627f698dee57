import { WrongDeclaration } from '../errors.js';

/** A saga that no process knows, in whatever version: it was started by code that does not name it. */
export const notRegistered = (saga: string): WrongDeclaration =>
  new WrongDeclaration(
    `saga ${saga} is started and not registered: name it in \`sagas\` of MessagingModule.forRoot, in every version that runs`,
  );

/** A call that nobody would make: said before it is on record, where it would fail until its deadline. */
export const notWired = ({ party, name }: { readonly party: string; readonly name: string }): WrongDeclaration =>
  new WrongDeclaration(
    `${name} is asked of party ${party}, and no performer is wired for it: name it in \`parties\` of MessagingModule.forRoot`,
  );
