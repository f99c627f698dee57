import { Option } from 'commander';
import { services } from './installation.js';

/** `--service`: of this one only. */
export const serviceOption = (): Option => new Option('--service <name>', 'of this service only').choices(services);
