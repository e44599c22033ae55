"""The losses beyond losses.py, with their options and reductions.  python losses_more.py OUT -> OUT/losses-more.json"""
from common import *
import keras, tensorflow as tf
S=keras.losses
cases=[]
rng=np.random.default_rng(7)
def f32(a): return np.asarray(a,'float32')
def add(name,kw,t,o,w=None,activation=None,note=''):
    t=f32(t); z=tf.constant(f32(o)); fn=getattr(S,name)(**kw)
    with tf.GradientTape() as g:
        g.watch(z); l=fn(t,keras.activations.get(activation)(z) if activation else z,sample_weight=None if w is None else f32(w)); s=tf.reduce_sum(l)
    e={'loss':name,'options':camel_options(kw),'target':ten(t),('logits' if activation else 'output'):ten(z),'note':note}
    if activation: e['activation']=activation
    if w is not None: e['sampleWeight']=ten(f32(w))
    cases.append(e|{'value':ten(l),'gradient':ten(g.gradient(s,z))})
def onehot(i,n): return np.eye(n,dtype='float32')[i]
n,c=5,3
k=rng.integers(0,c,n); t=onehot(k,c); z=rng.standard_normal((n,c))*2; p=np.exp(z)/np.exp(z).sum(1,keepdims=True); w=rng.random(n)*2
b=(rng.random((n,c))>.5)*1.; q=1/(1+np.exp(-z)); x=rng.standard_normal((n,c))*2; y=rng.standard_normal((n,c)); pos=rng.random((n,c))*3
for r in ['sum_over_batch_size','sum','mean','mean_with_sample_weight','none']:
    for ww in [None,w]:
        add('MeanSquaredError',{'reduction':r},b,x,ww); add('CategoricalCrossentropy',{'reduction':r,'from_logits':True},t,z,ww); add('BinaryCrossentropy',{'reduction':r,'from_logits':True,'label_smoothing':.2},b,z,ww)
        add('SparseCategoricalCrossentropy',{'reduction':r,'ignore_class':1},k,p,ww)
for ww in [None,w]:
    for act,o in [(None,p),('softmax',z)]:
        add('SparseCategoricalCrossentropy',{},k,o,ww,act); add('CategoricalFocalCrossentropy',{},t,o,ww,act)
    add('SparseCategoricalCrossentropy',{'from_logits':True},k[:,None],z,ww,note='a column')
    add('SparseCategoricalCrossentropy',{'from_logits':True,'ignore_class':-1},np.where(k==2,-1,k),z,ww)
    add('SparseCategoricalCrossentropy',{},k,rng.random((n,c)),ww,note='outputs that do not sum to 1')
    add('CategoricalFocalCrossentropy',{'alpha':[.2,.5,.3],'gamma':1.5,'label_smoothing':.1},t,p,ww); add('CategoricalFocalCrossentropy',{'from_logits':True,'gamma':0.},t,z,ww)
    add('BinaryFocalCrossentropy',{},b,q,ww); add('BinaryFocalCrossentropy',{'apply_class_balancing':True,'alpha':.3,'gamma':3.},b,q,ww); add('BinaryFocalCrossentropy',{'from_logits':True,'label_smoothing':.1},b,z,ww)
    for name in ['MeanAbsoluteError','MeanAbsolutePercentageError','MeanSquaredLogarithmicError','LogCosh','CosineSimilarity','Huber']: add(name,{},y,x,ww)
    add('Huber',{'delta':.5},y,x,ww); add('Poisson',{},np.floor(pos),pos+.1,ww); add('KLDivergence',{},p,rng.dirichlet(np.ones(c),n),ww)
    for name in ['Hinge','SquaredHinge','CategoricalHinge']: add(name,{},t,x,ww)
    add('Hinge',{},b*2-1,x,ww); add('SquaredHinge',{},y,x,ww,note='targets that are no signs')
t3=onehot(rng.integers(0,c,(2,4)),c); z3=rng.standard_normal((2,4,c)); w3=[[.5],[2]]
for ww in [None,w3]:
    add('CategoricalCrossentropy',{'from_logits':True},t3,z3,ww,note='rank 3'); add('SparseCategoricalCrossentropy',{'from_logits':True},t3.argmax(-1),z3,ww,note='rank 3'); add('BinaryCrossentropy',{'from_logits':True},t3,z3,ww,note='rank 3'); add('MeanAbsoluteError',{},t3,z3,ww,note='rank 3')
    add('MeanSquaredError',{'reduction':'mean_with_sample_weight'},t3,z3,ww,note='rank 3')
add('MeanAbsoluteError',{},[[0,1],[2,3]],[[0,1],[2,4]],note='no error'); add('Huber',{},[[0,0,0]],[[1,-1,0]],note='at delta'); add('LogCosh',{},[[0,0]],[[50,-50]],note='large'); add('Hinge',{},[[1,-1]],[[1,-1]],note='at the margin')
add('KLDivergence',{},[[1,0],[0,1]],[[1,0],[0,1]],note='ones and zeros'); add('MeanAbsolutePercentageError',{},[[0,2]],[[1,1]],note='a target of 0'); add('MeanSquaredLogarithmicError',{},[[0,2]],[[-1,1]],note='below 0'); add('Poisson',{},[[0,2]],[[0,1]],note='0')
add('CosineSimilarity',{},[[1,0],[3,4]],[[1e-9,0],[3,4]],note='short'); add('BinaryFocalCrossentropy',{},[[1,0]],[[1,0]],note='probabilities of 0 and 1'); add('CategoricalFocalCrossentropy',{},[[1,0]],[[1,0]],note='probabilities of 0 and 1')
for big in [1e4,1e9,1e30]:
    add('CategoricalCrossentropy',{'from_logits':True},[[1,0,0],[0,1,0]],[[big,big,big],[-big,big,big]],note='huge equal logits'); add('SparseCategoricalCrossentropy',{'from_logits':True},[0,1],[[big,big],[-big,-big]],note='huge equal logits'); add('BinaryCrossentropy',{'from_logits':True},[[1,0,.5]],[[big,-big,big]],note='huge logits')
dump_split('losses-more.json',{'made by':'losses_more.py, Keras %s'%keras.__version__,'meaning':'as losses.json; value may be a tensor (reduction none), and the gradient is that of its sum','cases':cases},'cases')
