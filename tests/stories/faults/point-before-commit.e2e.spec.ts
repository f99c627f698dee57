// Every statement of a batch is issued and its COMMIT is not: nothing of it has happened.
import { atPoint } from '../../machines/support/at-point.js';

atPoint('before-commit');
