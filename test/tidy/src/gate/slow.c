static pthread_cond_t work;    // the slow pool may
