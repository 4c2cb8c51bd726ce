import init from './pkg/rtx_vpn_doctor.js';

await init();
